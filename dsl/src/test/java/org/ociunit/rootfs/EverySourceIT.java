package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.DockerRegistry;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.image.Image;
import org.ociunit.image.Registries;
import org.ociunit.jrunc.Enclosure;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsDocker;
import org.ociunit.runtime.testkit.NeedsDockerRegistry;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsPodman;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsSkopeo;
import org.ociunit.runtime.testkit.NeedsUmoci;

/**
 * One image, from everywhere that an image may come from: always the tree that umoci makes of it, to the byte, but for what
 * {@link UmociTree#listing} names. For root and for ordinary users alike; other programs' daemons are root's.
 */
@Tag("once")
@NeedsEmbedded
@NeedsSkopeo
@NeedsUmoci
@Timeout(300)
class EverySourceIT {
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);

    @TempDir
    Path folder;

    private Path layout;

    @BeforeEach
    void arrange() throws Exception {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        layout = new LayoutFixture(folder.resolve("layout"))
                .layer(UmociTree.ofEverything(TIME, folder))
                .layer(new LayerTar()
                        .at(TIME.plusSeconds(60))
                        .folder("a/", 0755)
                        .file("a/one", "1")
                        .file("a/two", "2")
                        .folder("b/", 0700)
                        .file("b/hidden", "x"))
                .layer(new LayerTar()
                        .at(TIME.plusSeconds(120))
                        .file("a/.wh.one", "")
                        .folder("b/", 0750)
                        .file("b/.wh..wh..opq", "")
                        .of(7)
                        .file("b/shown", "y"))
                .write();
    }

    @AfterEach
    void remove() {
        for (String property : List.of("cache", "docker", "podman")) {
            System.clearProperty("ociunit." + property);
        }
        for (String tree : List.of("cache", "root", "bundle", "own")) {
            Ephemeral.tree(folder.resolve(tree)).close();
        }
    }

    private void makesTheTreeOfUmoci(Image image) throws Exception {
        Path root = folder.resolve("root");
        RootFolder.make(image, root);
        Map<String, String> tree = UmociTree.listing(root);
        assertThat(tree)
                .isEqualTo(UmociTree.of(layout, folder.resolve("bundle")))
                .hasSizeGreaterThan(20);
    }

    @Test
    void a_layout_in_a_folder() throws Exception {
        makesTheTreeOfUmoci(Image.ofLayout(layout));
    }

    @Test
    void a_layout_in_an_archive() throws Exception {
        makesTheTreeOfUmoci(Image.ofLayout(copied("oci-archive", "layout.tar", ":latest")));
    }

    @Test
    void a_layout_whose_layers_are_compressed_by_zstd() throws Exception {
        makesTheTreeOfUmoci(
                Image.ofLayout(copied("oci", "zstd", ":latest", "--dest-compress", "--dest-compress-format", "zstd")));
    }

    @Test
    void an_archive_of_dockers() throws Exception {
        makesTheTreeOfUmoci(Image.parse("docker-archive:" + dockerArchive() + ":docker.io/library/app:1"));
    }

    @Test
    void an_archive_of_dockers_that_is_compressed() throws Exception {
        run("gzip", dockerArchive().toString());
        makesTheTreeOfUmoci(Image.ofDockerArchive(folder.resolve("docker.tar.gz")));
    }

    @Test
    @NeedsDockerRegistry
    void a_registry() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            registry.push("oci:" + layout + ":latest", "team/app:1");
            makesTheTreeOfUmoci(Image.of(
                    registry.host() + "/team/app:1", Registries.standard().plainHttp(registry.host())));
        }
    }

    @Test
    @NeedsDocker
    @NeedsRoot
    void a_docker_daemon() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        Enclosure enclosure = Enclosure.start(
                Enclosure.newName(),
                own,
                "dockerd",
                "--data-root=" + own.resolve("data"),
                "--storage-driver=vfs",
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false");
        try {
            enclosure.awaitSuccess("docker", "version");
            Files.move(dockerArchive(), own.resolve("docker.tar"));
            enclosure.call("docker", "load", "--input", "docker.tar").endedWith(0);
            System.setProperty("ociunit.docker", enclosure.entrance("docker").toString());

            makesTheTreeOfUmoci(Image.ofDocker("app:1"));
        } finally {
            enclosure.end();
        }
    }

    @Test
    @NeedsPodman
    @NeedsRoot
    void podmans_store() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        String[] podman = {"podman", "--root=store", "--runroot=run", "--storage-driver=vfs", "--events-backend=file"};
        Enclosure enclosure = Enclosure.start(Enclosure.newName(), own);
        try {
            Path program = enclosure.entrance(podman);
            Files.move(dockerArchive(), own.resolve("docker.tar"));
            run(program.toString(), "load", "--input", "docker.tar");
            System.setProperty("ociunit.podman", program.toString());

            makesTheTreeOfUmoci(Image.ofPodman("docker.io/library/app:1"));
        } finally {
            enclosure.end();
        }
    }

    private Path dockerArchive() throws Exception {
        return copied("docker-archive", "docker.tar", ":app:1");
    }

    /** The image in another form, as skopeo writes it. */
    private Path copied(String form, String name, String image, String... options) throws Exception {
        Path copy = folder.resolve(name);
        List<String> command =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", folder.toString(), "copy", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of("oci:" + layout + ":latest", form + ":" + copy + image));
        run(command.toArray(String[]::new));
        return copy;
    }

    private void run(String... command) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
