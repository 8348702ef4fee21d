package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsSkopeo;

/** One image, in all the forms that skopeo writes; for root and for ordinary users alike. */
@NeedsEmbedded
@NeedsSkopeo
@Timeout(120)
class SkopeoIT {
    @TempDir
    Path folder;

    private Path layout;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        layout = new LayoutFixture(folder.resolve("layout"))
                .layer(new LayerTar().folder("etc/", 0755).file("etc/one", "1").file("etc/two", "2"))
                .layer(new LayerTar().file("etc/.wh.one", "").of(7).file("bin/su", 04755, new byte[5000]))
                .write();
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    @Test
    void every_form_makes_the_same_tree() throws Exception {
        copy("oci-archive:" + folder.resolve("layout.tar") + ":latest");
        copy("docker-archive:" + folder.resolve("docker.tar") + ":app:1");
        copy(
                "docker-archive:" + folder.resolve("docker.tar"),
                "oci:" + folder.resolve("zstd") + ":latest",
                "--dest-compress",
                "--dest-compress-format",
                "zstd");
        run("gzip", "-k", folder.resolve("docker.tar").toString());

        List<Image> images = List.of(
                Image.ofLayout(folder.resolve("layout.tar")),
                Image.ofDockerArchive(folder.resolve("docker.tar")),
                Image.parse("docker-archive:" + folder.resolve("docker.tar") + ":docker.io/library/app:1"),
                Image.ofDockerArchive(folder.resolve("docker.tar.gz")),
                Image.ofLayout(folder.resolve("zstd")));

        Path root = folder.resolve("root");
        RootFolder.make(Image.ofLayout(layout), root);
        for (Image image : images) {
            // A store of its own, so that it is really read.
            System.setProperty(
                    "ociunit.cache",
                    folder.resolve("cache/" + images.indexOf(image)).toString());
            Path other = folder.resolve("root-" + images.indexOf(image));
            RootFolder.make(image, other);
            assertThat(TreeListing.of(other)).as(image.toString()).isEqualTo(TreeListing.of(root));
        }
    }

    @Test
    void an_archive_of_several_images_wants_a_name() throws Exception {
        Path archive = folder.resolve("layout-of-two");
        copy("oci:" + archive + ":one");
        copy("oci:" + archive + ":two");
        assertThatThrownBy(() -> RootFolder.make(Image.ofLayout(archive), folder.resolve("root")))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image oci:" + archive + ".\nWhy: it holds 2 images.\n"
                        + "Fix: name one of them: one, two.");
        assertThatThrownBy(() -> RootFolder.make(Image.ofLayout(archive, "three"), folder.resolve("root")))
                .hasMessage("Could not use image oci:" + archive + ":three.\nWhy: it has no image \"three\".\n"
                        + "Fix: name one that it has: one, two.");
        RootFolder.make(Image.ofLayout(archive, "two"), folder.resolve("root"));
        assertThat(folder.resolve("root/etc/two")).hasContent("2");
    }

    private void copy(String to) throws Exception {
        copy("oci:" + layout + ":latest", to);
    }

    private void copy(String from, String to, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", folder.toString(), "copy", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of(from, to));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(log, StandardCharsets.UTF_8))
                .isZero();
    }
}
