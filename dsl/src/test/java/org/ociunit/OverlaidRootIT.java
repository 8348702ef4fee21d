package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.OciAssertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageStore;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.IdMapping;

/** The roots of an image's containers: each its own, though the image's tree is there once; for root and users alike. */
@NeedsEmbedded
@Timeout(300)
class OverlaidRootIT {
    private static final int AT_ONCE = 16;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Bundle bundle;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        Path layout = new LayoutFixture(folder.resolve("layout"))
                .layer(new LayerTar()
                        .folder("usr/", 0755)
                        .folder("tmp/", 01777)
                        .folder("srv/", 0755)
                        .file("srv/old", "old\n")
                        .symbolicLink("bin", "usr/bin")
                        .symbolicLink("lib", "usr/lib")
                        .symbolicLink("lib64", "usr/lib64")
                        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nweb:x:33:34::/srv:/bin/sh\n"))
                .layer(new LayerTar().file("etc/second", "second\n"))
                .write();
        bundle = over(layout);
    }

    private static Bundle over(Path layout) {
        return Bundle.from(Image.ofLayout(layout, "latest"))
                .on(Runtimes.embedded())
                .mount(readOnly(Path.of("/usr"), "/usr"));
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    private Path tree() throws IOException {
        try (Stream<Path> trees = Files.list(ImageStore.current().folder().resolve("trees"))) {
            return trees.findFirst().orElseThrow().resolve("tree");
        }
    }

    /** Where there is no overlay, a copy has to do the same; but for what only an overlay can be asked. */
    private void assumeOverlays() throws IOException {
        assertThat(bundle.run("true")).succeeded();
        assumeThat(Runtimes.embedded().reasonAgainst(bundle.spec(), new RootFs.Overlay(List.of(tree()))))
                .isEmpty();
    }

    @Test
    void many_containers_over_one_tree_leave_it_as_it_is() throws Exception {
        assertThat(bundle.run("true")).succeeded();
        Map<String, String> before = TreeListing.withTimes(tree());
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Result>> runs = IntStream.range(0, AT_ONCE)
                    .<Callable<Result>>mapToObj(number -> () -> bundle.run(
                            "sh",
                            "-c",
                            "echo " + number + " >> /etc/second; chmod 600 /etc/second; rm -r /srv; mkdir /srv;"
                                    + " echo " + number
                                    + " > /srv/new; mv /etc/passwd /srv/passwd; ln /srv/new /srv/name;"
                                    + " cat /etc/second /srv/name; ls /srv /etc | tr '\\n' ' '"))
                    .toList();
            int number = 0;
            for (Future<Result> run : threads.invokeAll(runs)) {
                assertThat(run.get())
                        .succeeded()
                        .hasStdout("second\n" + number + "\n" + number
                                + "\n/etc: hostname hosts resolv.conf second  /srv: name new passwd ");
                number++;
            }
        } finally {
            threads.shutdown();
        }
        Assertions.assertThat(TreeListing.withTimes(tree())).isEqualTo(before);
    }

    @Test
    void a_root_is_in_memory_and_takes_no_room_in_the_bundle() throws IOException {
        assumeOverlays();
        try (Container container = bundle.start()) {
            assertThat(container.exec("sh", "-c", "grep ' / ' /proc/mounts | cut -d' ' -f3"))
                    .hasStdout("overlay\n");
            Assertions.assertThat(container.folder().resolve("rootfs")).isEmptyDirectory();
            Assertions.assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain(container.id().value());
        }
        Assertions.assertThat(bundle.explain("true").toString()).contains(" make an overlay of ");
    }

    @Test
    void files_are_seen_from_outside_before_the_start_and_after_the_end() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine\n");
        try (Container container = bundle.create("sh", "-c", "cat /srv/mine; echo said > /tmp/said")) {
            assertThat(container).file("/etc/second").isEqualTo("second\n");
            container.copyTo(mine, "/srv/mine");
            assertThat(container).file("/srv/mine").isEqualTo("mine\n");

            container.start().await(Status.STOPPED);
            assertThat(container.result()).succeeded().hasStdout("mine\n");
            assertThat(container).file("/tmp/said").isEqualTo("said\n");
            container.copyTo(mine, "/srv/late").copyFrom("/srv", folder.resolve("srv"));
            Assertions.assertThat(folder.resolve("srv/late")).hasContent("mine\n");
            Assertions.assertThat(folder.resolve("srv/old")).hasContent("old\n");
        }
        try (Container container = bundle.create()) {
            assertThat(container).file("/etc/second").isEqualTo("second\n");
            assertThatThrownBy(() -> container.copyFrom("/srv/mine", folder.resolve("gone")))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining("does not exist");
        }
    }

    @Test
    void a_closed_containers_files_are_gone() throws IOException {
        assumeOverlays();
        Container container = bundle.create();
        container.close();
        assertThatThrownBy(container::root)
                .isInstanceOf(ContainerException.class)
                .hasMessage("Could not look into the root of container " + container.id()
                        + ".\nWhy: it was in memory, and went with the container's last process."
                        + "\nFix: look before the container is closed.");
    }

    @Test
    void users_are_looked_up_in_the_containers_own_files() throws IOException {
        try (Container container = bundle.start()) {
            Path passwd = Files.writeString(folder.resolve("passwd"), "late:x:0:0::/:/bin/sh\n");
            container.copyTo(passwd, "/etc/passwd");
            assertThat(container.exec(Command.of("id", "-u").user("late")))
                    .succeeded()
                    .hasStdout("0\n");
        }
    }

    @Test
    void a_tree_stays_as_long_as_a_container_lies_over_it() throws IOException {
        assumeOverlays();
        ImageStore store = ImageStore.current();
        try (Container container = bundle.start()) {
            store.prune(0);
            Assertions.assertThat(tree().resolve("etc/second")).exists();
            assertThat(container.exec("cat", "/etc/second")).hasStdout("second\n");
        }
        store.prune(0);
        Assertions.assertThat(store.folder().resolve("trees")).isEmptyDirectory();
    }

    @Test
    void a_jvm_that_is_killed_leaves_nothing() throws Exception {
        assumeOverlays();
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dociunit.cache=" + folder.resolve("cache"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Starter.class.getName(),
                        folder.resolve("layout").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = killed.inputReader()) {
            Path bundleFolder = Path.of(output.readLine());
            Assertions.assertThat(bundleFolder).isDirectory();
            ImageStore.current().prune(0);
            Assertions.assertThat(tree().resolve("etc/second")).exists();
            killed.destroyForcibly().waitFor();

            await().atMost(SOON)
                    .untilAsserted(() -> Assertions.assertThat(bundleFolder).doesNotExist());
            Assertions.assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain(bundleFolder.getFileName().toString());
            ImageStore.current().prune(0);
            Assertions.assertThat(ImageStore.current().folder().resolve("trees"))
                    .isEmptyDirectory();
        }
    }

    /** Starts a container in a JVM of its own, and waits. */
    static final class Starter {
        public static void main(String[] args) throws IOException {
            Container container = over(Path.of(args[0])).start();
            System.out.println(container.folder());
            while (System.in.read() >= 0) {
                // It is killed.
            }
        }
    }

    @Test
    void a_root_for_reading_only_is_laid_over_the_tree_too() {
        assertThat(bundle.readOnlyRoot().run("sh", "-c", "cat /etc/second; touch /srv/x || echo refused"))
                .hasStdout("second\nrefused\n");
    }

    @Test
    void a_container_that_begins_anew_has_a_fresh_root() throws IOException {
        try (Container container = bundle.start()) {
            assertThat(container.exec("sh", "-c", "echo kept > /srv/kept")).succeeded();
            container.kill(Signal.KILL).await(Status.STOPPED);
            assertThat(container).file("/srv/kept").isEqualTo("kept\n");
            try (Container again = container.restart()) {
                assertThat(again.exec("ls", "/srv")).hasStdout("old\n");
            }
        }
    }

    @Test
    @NeedsRoot
    void in_a_user_namespace_of_roots_files_change_their_owners() throws IOException {
        Bundle mapped = bundle.idMap(IdMapping.of(0, 100_000, 65_536));
        try (Container container = mapped.start()) {
            assertThat(container.exec("sh", "-c", "echo more >> /etc/second; stat -c %u:%g /etc/second /"))
                    .hasStdout("0:0\n0:0\n");
            Assertions.assertThat(Files.getAttribute(container.root().resolve("etc/second"), "unix:uid"))
                    .isEqualTo(100_000);
            container.copyTo(folder.resolve("layout/oci-layout"), "/srv/copied");
            assertThat(container.exec("stat", "-c", "%u:%g", "/srv/copied")).hasStdout("0:0\n");
        }
        assertThat(bundle.rootless().run("cat", "/etc/second")).hasStdout("second\n");
    }

    @Test
    void what_an_image_closes_to_its_owner_is_closed() throws IOException {
        Path layout = new LayoutFixture(folder.resolve("closed"))
                .layer(new LayerTar()
                        .folder("usr/", 0755)
                        .symbolicLink("bin", "usr/bin")
                        .symbolicLink("lib", "usr/lib")
                        .symbolicLink("lib64", "usr/lib64")
                        .folder("etc/", 0711)
                        .file("etc/shadow", 0, "secret".getBytes(StandardCharsets.UTF_8))
                        .file("etc/open", "open\n")
                        .folder("closed/", 0100)
                        .folder("closed/within/", 0)
                        .file("closed/file", "text\n"))
                .write();
        Bundle closed = over(layout);
        for (int time = 0; time < 2; time++) {
            try (Container container = closed.start()) {
                boolean copied = Runtimes.embedded()
                        .reasonAgainst(bundle.spec(), new RootFs.Overlay(List.of(tree())))
                        .isPresent();
                Assertions.assertThat(Files.exists(container.folder().resolve("rootfs/etc/shadow")))
                        .isEqualTo(copied);
                assertThat(container.exec(
                                "sh",
                                "-c",
                                "stat -c '%a %n' /etc /etc/shadow /closed /closed/within;"
                                        + " cat /etc/open /closed/file; chmod 600 /etc/shadow; cat /etc/shadow"))
                        .succeeded()
                        .hasStdout("711 /etc\n0 /etc/shadow\n100 /closed\n0 /closed/within\nopen\ntext\nsecret");
            }
        }
    }

    @Test
    void a_container_whose_mounts_others_see_has_a_copy() {
        Bundle shared = bundle.spec(spec -> spec.withLinux(spec.linux().withRootfsPropagation("rshared")));
        try (Container container = shared.start()) {
            Assertions.assertThat(container.folder().resolve("rootfs/etc/second"))
                    .hasContent("second\n");
            assertThat(container.exec("cat", "/etc/second")).hasStdout("second\n");
        }
    }

    @Test
    void a_bundle_for_others_has_the_files_themselves() throws IOException {
        Path written = bundle.args("cat", "/etc/second").writeTo(folder.resolve("written"));
        Assertions.assertThat(written.resolve("rootfs/etc/second")).hasContent("second\n");
        assertThat(Bundle.load(written).on(Runtimes.embedded()).run()).hasStdout("second\n");
    }
}
