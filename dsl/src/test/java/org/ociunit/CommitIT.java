package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.Mounts.tmpfs;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.WrittenLayout;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ImageException;
import org.ociunit.image.ExposedPort;
import org.ociunit.image.Image;
import org.ociunit.image.ImageStore;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsSkopeo;
import org.ociunit.runtime.testkit.NeedsUmoci;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.spec.IdMapping;

/** What a container has changed as an image; for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(120)
class CommitIT {
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);

    @TempDir
    Path folder;

    private LayoutFixture fixture;
    private Bundle bundle;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        fixture = new LayoutFixture(folder.resolve("layout")).layer(base());
        bundle = of(Image.ofLayout(
                fixture.config("{\"Env\": [\"PATH=/usr/bin:/usr/sbin\"]}").write()));
    }

    /** The image has no programs of its own. */
    private static Bundle of(Image image) {
        return Bundle.from(image).mount(readOnly(Path.of("/usr"), "/usr"));
    }

    private static LayerTar base() {
        return new LayerTar()
                .at(TIME)
                .folder("./", 0755)
                .folder("usr/", 0755)
                .folder("tmp/", 01777)
                .symbolicLink("bin", "usr/bin")
                .symbolicLink("sbin", "usr/sbin")
                .symbolicLink("lib", "usr/lib")
                .symbolicLink("lib64", "usr/lib64")
                .folder("etc/", 0755)
                .file("etc/hostname", "")
                .file("etc/hosts", "")
                .file("etc/resolv.conf", "")
                .folder("data/", 0755)
                .file("data/kept", "kept")
                .hardLink("data/kept-too", "data/kept")
                .file("data/gone", "gone")
                .folder("data/tree/", 0755)
                .file("data/tree/leaf", "leaf")
                .folder("data/file-to-be/", 0755)
                .file("data/file-to-be/leaf", "leaf")
                .file("data/folder-to-be", "file")
                .folder("data/opaque/", 0755)
                .file("data/opaque/one", "1")
                .file("data/opaque/two", "2")
                .file("data/mode", "mode")
                .folder("data/open/", 0755)
                .file("data/noted", "noted")
                .file("data/touched", "touched")
                .file("data/same-size", "one")
                .symbolicLink("data/way", "kept")
                .folder("data/quiet/", 0750)
                .file("data/quiet/inside", "inside");
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        for (String tree : List.of("cache", "bundle")) {
            Ephemeral.tree(folder.resolve(tree)).close();
        }
    }

    /** As the container sees itself, and as the files are that a tool has unpacked: without what is mounted. */
    private static String listing() {
        String owner = Host.current().isRoot() ? " %U:%G" : "";
        String time = Host.current().isRoot() ? " %T@" : "";
        return "find . \\( -path ./usr -o -path ./dev -o -path ./proc -o -path ./sys -o -path ./.ociunit"
                + " -o -name hostname -o -name hosts -o -name resolv.conf \\) -prune"
                + " -o -path . -o -type d -printf '%p d %m" + owner + time + "\\n'"
                + " -o -type f -printf '%p f %m" + owner + " %T@ %s\\n'"
                + " -o -printf '%p %y %m" + owner + " %T@ %l\\n' | sort;"
                + " find data -type f | sort | while read -r file;"
                + " do echo $file is $(find data -samefile $file | sort | head -n 1); done;"
                + " find data -type f | sort | xargs -d '\\n' sha256sum;"
                + " find data | sort | xargs -d '\\n' getfattr -h -d -m 'user.note|security.capability' -e hex";
    }

    private String unpackedListing(Path layout) throws Exception {
        Path unpacked = folder.resolve("bundle");
        List<String> unpack = Host.current().isRoot()
                ? List.of("umoci", "unpack", "--image", layout + ":latest", unpacked.toString())
                : List.of("umoci", "unpack", "--rootless", "--image", layout + ":latest", unpacked.toString());
        WrittenLayout.run(folder, unpack.toArray(String[]::new));
        return WrittenLayout.run(folder, "sh", "-c", "cd " + unpacked.resolve("rootfs") + " && " + listing());
    }

    @Test
    @NeedsUmoci
    void umoci_unpacks_the_containers_root() throws Exception {
        String[] capabilities = {"CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_SETFCAP"};
        try (Container container = bundle.addCapabilities(capabilities).start()) {
            succeed(container, """
                    cd /data
                    echo new > new
                    mkdir -p deep/er && echo x > deep/er/%s && chmod 700 deep
                    rm -r gone tree file-to-be folder-to-be opaque
                    echo file > file-to-be
                    mkdir folder-to-be opaque && echo x > folder-to-be/inside && echo 3 > opaque/three
                    chmod 4751 mode && chmod 1777 open
                    ln kept again && ln -s ../kept link && ln -sfn new way
                    mkfifo -m 620 pipe
                    touch -d '2001-02-03 04:05:06.789012345' touched
                    cp -p same-size /tmp/time && echo -n two > same-size && touch -r /tmp/time same-size
                    python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('socket')" && rm socket
                    """.formatted("n".repeat(120)));
            if (Files.getFileStore(folder).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
                succeed(container, "setfattr -n user.note -v 0x00ff3d0a00 /data/noted");
            }
            if (Host.current().isRoot()) {
                succeed(container, """
                        cd /data
                        chown 33:34 mode && chown -h 7:8 link && mkdir owned && chown 3000000:4000000 owned
                        cp /usr/bin/true capable && setcap cap_net_raw+ep capable
                        """);
            }
            Path layout = container.commit().writeLayout(folder.resolve("written"));
            Result seen = container.exec(Command.of("sh", "-c", listing()).cwd("/"));
            assertThat(seen)
                    .succeeded()
                    .stdout()
                    .contains("./data/again f 644", "./data/pipe p 620", "./data/way l 777");
            Assertions.assertThat(unpackedListing(layout)).isEqualTo(seen.stdout() + seen.stderr());
        }
    }

    @Test
    @NeedsSkopeo
    void skopeo_copies_it_on() throws Exception {
        Path written;
        try (Container container = bundle.start()) {
            succeed(container, "rm /data/gone; echo new > /data/new");
            written = container
                    .commit(like -> like.label("com.example.team", "web"))
                    .writeLayout(folder.resolve("written"), "app");
        }
        Assertions.assertThat(WrittenLayout.run(folder, "skopeo", "inspect", "oci:" + written + ":app"))
                .contains("\"com.example.team\": \"web\"");
        Path archive = folder.resolve("docker.tar");
        WrittenLayout.run(
                folder,
                "skopeo",
                "--insecure-policy",
                "--tmpdir",
                folder.toString(),
                "copy",
                "oci:" + written + ":app",
                "docker-archive:" + archive + ":app:1");
        assertThat(of(Image.ofDockerArchive(archive)).run("sh", "-c", "cat /data/new; test ! -e /data/gone"))
                .succeeded()
                .hasStdout("new\n");
    }

    private static void succeed(Container container, String script) {
        assertThat(container.exec("sh", "-ec", script)).succeeded();
    }

    @Test
    void an_image_of_a_container_is_run_like_any_other() throws IOException {
        Image image;
        try (Container container = bundle.start()) {
            succeed(container, "echo changed > /data/kept; rm /data/gone");
            image = container.commit(like -> like.entrypoint("/bin/sh", "-c")
                    .cmd("cat /data/kept; ls /data/gone; echo $MODE; pwd")
                    .env("MODE", "test")
                    .cwd("/data")
                    .label("com.example.team", "web")
                    .stopSignal(Signal.QUIT)
                    .expose(ExposedPort.tcp(80)));
        }
        assertThat(of(image).run()).hasStdout("changed\ntest\n/data\n").stderr().contains("cannot access '/data/gone'");
        try (Container container = of(image).create()) {
            Assertions.assertThat(container.state().annotations()).containsEntry("com.example.team", "web");
            Assertions.assertThat(container.stopSignal()).isEqualTo(Signal.QUIT);
            Assertions.assertThat(container.exposedPorts()).containsExactly(ExposedPort.tcp(80));
        }
        assertThat(bundle.run("cat", "/data/kept", "/data/gone")).succeeded().hasStdout("keptgone");
    }

    @Test
    void an_image_of_an_image_of_a_container_has_both_their_layers() throws IOException {
        Image second;
        try (Container container = bundle.start()) {
            succeed(container, "echo first > /data/first");
            try (Container another = of(container.commit()).start()) {
                succeed(another, "echo second > /data/second; rm /data/kept");
                second = another.commit();
            }
        }
        ImageStore.current().prune(0);
        assertThat(of(second)
                        .run("sh", "-c", "cat /data/first /data/second; test ! -e /data/kept && cat /data/kept-too"))
                .succeeded()
                .hasStdout("first\nsecond\nkept");
        WrittenLayout written = new WrittenLayout(second.writeLayout(folder.resolve("written"), "two"));
        Assertions.assertThat(written.entries("two", 1))
                .containsExactly(changed("./ 0:0", "data/ 0:0", "data/first 0:0"));
        Assertions.assertThat(written.entries("two", 2))
                .containsExactly(changed("./ 0:0", "data/ 0:0", "data/.wh.kept 0:0", "data/second 0:0"));
        Assertions.assertThat((List<?>) written.config("two").get("history")).hasSize(3);
    }

    @Test
    void where_nothing_was_changed_there_is_no_layer() throws IOException {
        try (Container container = bundle.mount(tmpfs("/made/for/a/mount")).start()) {
            succeed(container, "cat /data/kept > /dev/null; echo x > /made/for/a/mount/file; echo 1 > /etc/hosts");
            WrittenLayout written = new WrittenLayout(container.commit().writeLayout(folder.resolve("written")));
            Assertions.assertThat(written.layers("latest")).hasSize(1);
            Assertions.assertThat(((List<?>) written.config("latest").get("history")).toString())
                    .contains("empty_layer=true");
        }
    }

    @Test
    void what_is_mounted_is_no_part_of_it() throws IOException {
        try (Container container =
                bundle.mount(tmpfs("/made/for/mount")).tempFolder("/data/quiet").start()) {
            succeed(container, "echo x > /made/own; echo x > /made/for/mount/file; echo x > /data/quiet/file");
            Assertions.assertThat(lastLayer(container.commit()))
                    .containsExactly(changed("./ 0:0", "made/ 0:0", "made/own 0:0"));
        }
    }

    /** For an ordinary user nothing is said of a folder in which something was changed: whose it is he does not know. */
    private static String[] changed(String... entries) {
        return Arrays.stream(entries)
                .filter(entry -> Host.current().isRoot() || !entry.matches("(\\./|data/|data/opaque/) 0:0"))
                .toArray(String[]::new);
    }

    private List<String> lastLayer(Image image) throws IOException {
        Path layout = folder.resolve("written-" + System.nanoTime());
        WrittenLayout written = new WrittenLayout(image.writeLayout(layout));
        return written.entries("latest", written.layers("latest").size() - 1);
    }

    @Test
    void a_folder_of_which_nothing_is_left_is_marked() throws IOException {
        try (Container container = bundle.start()) {
            succeed(container, "rm -r /data/opaque; mkdir /data/opaque; echo x > /data/opaque/three");
            Assertions.assertThat(lastLayer(container.commit()))
                    .containsSubsequence(
                            changed("data/opaque/ 0:0", "data/opaque/.wh..wh..opq 0:0", "data/opaque/three 0:0"))
                    .doesNotContain("data/opaque/.wh.one 0:0");
        }
    }

    /** What unpacks layers each by itself finds both names in one. */
    @Test
    void a_further_name_of_an_old_file_brings_the_others_along() throws IOException {
        try (Container container = bundle.start()) {
            succeed(container, "ln /data/kept /data/opaque/further");
            // An ordinary user's overlay makes a file of its own of a name that gets another one.
            boolean isStillOne = container
                            .exec("test", "/data/kept", "-ef", "/data/kept-too")
                            .exitCode()
                    == 0;
            Assertions.assertThat(lastLayer(container.commit()))
                    .contains(
                            "data/opaque/further 0:0",
                            "data/kept 0:0 -> data/opaque/further",
                            "data/kept-too 0:0" + (isStillOne ? " -> data/opaque/further" : ""));
        }
    }

    @Test
    void a_link_that_was_broken_is_a_change() throws IOException {
        try (Container container = bundle.start()) {
            succeed(container, "cp -p /data/kept-too /tmp/copy; mv /tmp/copy /data/kept-too");
            Image image = container.commit();
            assertThat(of(image).run("sh", "-c", "test /data/kept -ef /data/kept-too"))
                    .exitedWith(1);
        }
    }

    @Test
    void each_state_but_a_running_one_stays_what_it_is() throws IOException {
        try (Container container = bundle.create("sh", "-c", "echo x > /data/new; sleep 60")) {
            container.commit();
            assertThat(container).hasStatus(CREATED);
            container.start();
            container.await(Ready.exec("test", "-s", "/data/new"));
            Assertions.assertThat(lastLayer(container.commit())).contains("data/new 0:0");
            assertThat(container).isRunning().wentThrough(CREATED, RUNNING);
            container.kill(Signal.KILL).await(STOPPED);
            Assertions.assertThat(lastLayer(container.commit())).contains("data/new 0:0");
            assertThat(container).isStopped();
        }
    }

    @Test
    @NeedsRoot
    void a_paused_container_stays_paused() throws IOException {
        try (Container container = bundle.start()) {
            container.pause().commit();
            assertThat(container).hasStatus(PAUSED);
        }
    }

    /** A program that writes two files alike, again and again, is seen with the same in both, or nearly. */
    @Test
    @NeedsRoot
    void a_container_stands_still_meanwhile() throws IOException {
        String write = "i=0; while :; do i=$((i+1)); echo $i > /data/a; echo $i > /data/b; done";
        try (Container container = bundle.start("sh", "-c", write)) {
            container.await(Ready.exec("test", "-s", "/data/b"));
            for (int i = 0; i < 5; i++) {
                Result both = of(container.commit()).run("cat", "/data/a", "/data/b");
                List<Integer> numbers =
                        both.stdout().lines().map(Integer::valueOf).toList();
                if (numbers.size() == 2) { // one may have been empty at that moment
                    Assertions.assertThat(numbers.get(0) - numbers.get(1)).isBetween(0, 1);
                }
                assertThat(container).isRunning();
            }
        }
    }

    @Test
    void a_link_that_leads_out_is_a_link(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), "secret");
        try (Container container = bundle.start()) {
            succeed(container, "rm -r /data/tree; ln -s " + outside + " /data/tree; ln -s /proc/1/root /data/root");
            Assertions.assertThat(lastLayer(container.commit()))
                    .containsExactly(changed(
                            "./ 0:0", "data/ 0:0", "data/root 0:0 -> /proc/1/root", "data/tree 0:0 -> " + outside));
        }
    }

    @Test
    void a_file_that_a_layer_would_take_for_a_mark_is_refused() {
        try (Container container = bundle.start()) {
            succeed(container, "echo x > /data/.wh.kept");
            assertThatThrownBy(container::commit)
                    .isInstanceOf(ImageException.class)
                    .hasMessage("Could not use image oci:" + folder.resolve("layout") + ".\n"
                            + "Why: \"data/.wh.kept\" begins with .wh., by which a layer tells what it removes.\n"
                            + "Fix: give the file another name.");
            assertThat(container).isRunning();
        }
        Assertions.assertThat(ImageStore.current().folder().resolve("images")).isEmptyDirectory();
    }

    @Test
    @NeedsUser
    void what_its_owner_may_not_read_is_told() {
        try (Container container = bundle.start()) {
            succeed(container, "chmod 0 /data/mode");
            assertThatThrownBy(container::commit)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("Could not commit container " + container.id() + ".\n"
                            + "Why: \"mode\" may not be accessed.\n"
                            + "Fix: allow its owner to read it, or commit as root.");
            succeed(container, "chmod 600 /data/mode");
            container.commit();
        }
    }

    @Test
    void the_machines_own_user_land_is_refused() {
        try (Container container = Bundle.from(Image.host()).start()) {
            assertThatThrownBy(container::commit)
                    .isInstanceOf(ImageException.class)
                    .hasMessage("""
                            Could not use image host.
                            Why: its programs are this machine's own, bound into each container: no layer has them.
                            Fix: begin with an image that has layers, or with a folder, such as Image.ofDirectory.""");
        }
    }

    @Test
    void an_image_that_is_another_one_by_now_is_refused() throws IOException {
        try (Container container = bundle.start()) {
            fixture.layer(new LayerTar().file("more", "more")).write();
            assertThatThrownBy(container::commit)
                    .isInstanceOf(ImageException.class)
                    .hasMessage("Could not use image oci:" + folder.resolve("layout") + ".\n"
                            + "Why: it has other layers than when container " + container.id() + " was made of it.\n"
                            + "Fix: name it by its digest.");
        }
    }

    @Test
    void folders_and_archives_become_the_first_layer() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("usr"));
        for (String link : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
        }
        Files.writeString(root.resolve("old"), "old");
        WrittenLayout.run(
                folder,
                "tar",
                "-C",
                root.toString(),
                "-cf",
                folder.resolve("root.tar").toString(),
                ".");
        for (Image image : List.of(Image.ofDirectory(root), Image.ofTar(folder.resolve("root.tar")))) {
            Image committed;
            try (Container container = of(image).start()) {
                succeed(container, "rm /old; echo new > /new");
                committed = container.commit();
            }
            Assertions.assertThat(lastLayer(committed)).containsExactly(changed("./ 0:0", "new 0:0", ".wh.old 0:0"));
            assertThat(of(committed).run("sh", "-c", "cat /new; ls /old")).hasStdout("new\n");
        }
    }

    @Test
    @NeedsRoot
    void owners_are_those_that_the_container_sees() throws IOException {
        Bundle mapped = bundle.idMap(IdMapping.of(0, 100_000, 65_536)).addCapabilities("CAP_CHOWN");
        try (Container container = mapped.start()) {
            succeed(container, "echo x > /data/new; chown 33:34 /data/new; chmod 600 /data/mode");
            Assertions.assertThat(lastLayer(container.commit()))
                    .containsExactly("./ 0:0", "data/ 0:0", "data/mode 0:0", "data/new 33:34");
        }
    }

    @Test
    @NeedsRoot
    void an_owner_whom_a_user_namespace_does_not_know_stays() throws IOException {
        Image image = Image.ofLayout(new LayoutFixture(folder.resolve("owned"))
                .layer(base().of(33).folder("srv/", 0777).file("srv/old", "old"))
                .write());
        try (Container container = of(image).rootless().start()) {
            succeed(container, "echo x > /srv/new");
            Assertions.assertThat(lastLayer(container.commit())).containsExactly("./ 0:0", "srv/ 33:33", "srv/new 0:0");
        }
    }
}
