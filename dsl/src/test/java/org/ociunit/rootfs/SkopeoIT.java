package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.dsl.testkit.WrittenLayout;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsSkopeo;

/** Layouts that skopeo has written; for root and for ordinary users alike. */
@Tag("once")
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

    @Test
    void what_is_written_is_copied_on() throws Exception {
        Path archive = folder.resolve("docker.tar");
        copy("docker-archive:" + archive + ":app:1");
        Path written = Image.ofDockerArchive(archive).writeLayout(folder.resolve("written"), "app");
        String inspected = WrittenLayout.run(folder, "skopeo", "inspect", "oci:" + written + ":app");
        assertThat(inspected).contains("\"Os\": \"linux\"").containsPattern("(?s)\"Layers\": \\[[^]]*,[^]]*]");
        assertThat(new WrittenLayout(written).layers("app"))
                .hasSize(2)
                .allMatch(layer -> layer.startsWith("application/vnd.oci.image.layer.v1.tar+gzip sha256:"));

        copy("oci:" + written + ":app", "docker-archive:" + folder.resolve("again.tar") + ":app:2");
        RootFolder.make(Image.ofLayout(layout), folder.resolve("root"));
        System.setProperty("ociunit.cache", folder.resolve("cache/again").toString());
        RootFolder.make(Image.ofDockerArchive(folder.resolve("again.tar")), folder.resolve("again"));
        assertThat(TreeListing.of(folder.resolve("again"))).isEqualTo(TreeListing.of(folder.resolve("root")));
    }

    private void copy(String to) throws Exception {
        copy("oci:" + layout + ":latest", to);
    }

    private void copy(String from, String to) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        "skopeo", "--insecure-policy", "--tmpdir", folder.toString(), "copy", "-q", from, to)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(log, StandardCharsets.UTF_8))
                .isZero();
    }
}
