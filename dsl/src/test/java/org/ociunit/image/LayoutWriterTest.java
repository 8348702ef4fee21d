package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.WrittenLayout;
import org.ociunit.error.ImageException;
import org.ociunit.runtime.catalog.Ephemeral;

class LayoutWriterTest {
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    @TempDir
    Path folder;

    private Path written;
    private LayoutFixture source;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        written = folder.resolve("written");
        source = new LayoutFixture(folder.resolve("source"));
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    private static LayerTar layer(String name) {
        return new LayerTar().folder("etc/", 0755).file("etc/" + name, name);
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void an_image_of_oci_stays_what_it_is() throws IOException {
        Path layout = source.layer(layer("one"))
                .layer(layer("two"))
                .config("{\"Cmd\":[\"a\"]}")
                .write();
        assertThat(Image.ofLayout(layout).writeLayout(written)).isEqualTo(written);
        WrittenLayout is = new WrittenLayout(written);
        WrittenLayout was = new WrittenLayout(layout);
        assertThat(is.files()).isEqualTo(was.files());
        assertThat(is.names()).isEqualTo(was.names()).containsOnlyKeys("latest");
        for (String file : is.files()) {
            if (!file.equals("index.json")) {
                assertThat(written.resolve(file)).hasSameBinaryContentAs(layout.resolve(file));
            }
        }
        assertThat(names(folder)).containsExactly("source", "written");
    }

    @Test
    void a_layer_without_compression_is_compressed_the_same_way_each_time() throws IOException {
        byte[] tar = layer("one").bytes();
        Image image = Image.ofLayout(source.layer(tar, tar, TAR).write());
        WrittenLayout once = new WrittenLayout(image.writeLayout(written, "1.0"));
        WrittenLayout again = new WrittenLayout(image.writeLayout(folder.resolve("again"), "1.0"));
        assertThat(once.layers("1.0")).singleElement().asString().startsWith(TAR + "+gzip sha256:");
        assertThat(once.entries("1.0", 0)).containsExactly("etc/ 0:0", "etc/one 0:0");
        assertThat(once.config("1.0").get("rootfs"))
                .isEqualTo(Map.of("type", "layers", "diff_ids", List.of(LayoutFixture.digest(tar))));
        assertThat(again.names()).isEqualTo(once.names());
    }

    @Test
    void an_image_is_added_to_a_layout_in_place_of_one_of_its_name() throws IOException {
        Image first = Image.ofLayout(source.layer(layer("one")).write());
        first.writeLayout(written, "one");
        first.writeLayout(written, "two");
        Image second = Image.ofLayout(new LayoutFixture(folder.resolve("second"))
                .layer(layer("other"))
                .write());
        second.writeLayout(written, "two");
        WrittenLayout layout = new WrittenLayout(written);
        assertThat(layout.names()).containsOnlyKeys("one", "two");
        assertThat(layout.entries("one", 0)).contains("etc/one 0:0");
        assertThat(layout.entries("two", 0)).contains("etc/other 0:0");
        assertThat(layout.index().get("schemaVersion")).hasToString("2");
        assertThat(names(written)).containsExactly("blobs", "index.json", "oci-layout");
    }

    @Test
    void a_folder_with_something_else_in_it_is_refused() throws IOException {
        Files.createDirectory(written);
        Files.writeString(written.resolve("mine"), "mine");
        Image image = Image.ofLayout(source.layer(layer("one")).write());
        assertThatThrownBy(() -> image.writeLayout(written))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image oci:" + folder.resolve("source") + ".\n"
                        + "Why: it could not be written to " + written + ": it is not empty, and no OCI layout.\n"
                        + "Fix: name a folder that is not there yet.");
        assertThat(names(written)).containsExactly("mine");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(names(image.writeLayout(empty))).containsExactly("blobs", "index.json", "oci-layout");
    }

    @Test
    void nothing_is_left_of_an_image_that_is_broken() throws IOException {
        Image whole = Image.ofLayout(source.layer(layer("one")).write());
        String digest = LayoutFixture.digest(new byte[] {1});
        Path broken = new LayoutFixture(folder.resolve("broken"))
                .layer(layer("two"))
                .layer(digest, digest, 1, TAR)
                .write();
        Files.write(broken.resolve("blobs").resolve(digest.replace(':', '/')), new byte[] {2});
        assertThatThrownBy(() -> Image.ofLayout(broken).writeLayout(written))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image oci:" + broken + ".\nWhy: layer 2 of 2, " + digest + ": its digest is "
                        + LayoutFixture.digest(new byte[] {2}) + ", and it is named " + digest + ".");
        assertThat(written).doesNotExist();

        whole.writeLayout(written);
        List<String> before = new WrittenLayout(written).files();
        assertThatThrownBy(() -> Image.ofLayout(broken).writeLayout(written, "other"))
                .isInstanceOf(ImageException.class);
        assertThat(new WrittenLayout(written).files()).isEqualTo(before);
        assertThat(names(written)).containsExactly("blobs", "index.json", "oci-layout");
        assertThat(names(folder)).containsExactly("broken", "source", "written");
    }

    @Test
    void a_folder_becomes_an_image_of_one_layer_always_the_same() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectory(root.resolve("etc"));
        Files.writeString(root.resolve("etc/first"), "text");
        Files.createLink(root.resolve("etc/second"), root.resolve("etc/first"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc/first"));
        Image image = Image.ofDirectory(root);
        WrittenLayout layout = new WrittenLayout(image.writeLayout(written));
        assertThat(layout.entries("latest", 0))
                .containsExactly(
                        "./ 0:0", "etc/ 0:0", "etc/first 0:0", "etc/second 0:0 -> etc/first", "link 0:0 -> /etc/first");
        assertThat(new WrittenLayout(image.writeLayout(folder.resolve("again"))).names())
                .isEqualTo(layout.names());
    }

    @Test
    void an_archive_is_the_layer_as_it_is() throws IOException {
        byte[] tar = layer("one").of(7).file("owned", "x").bytes();
        Path archive = Files.write(folder.resolve("root.tar.gz"), LayoutFixture.gzip(tar));
        WrittenLayout layout = new WrittenLayout(Image.ofTar(archive).writeLayout(written));
        assertThat(layout.entries("latest", 0)).containsExactly("etc/ 0:0", "etc/one 0:0", "owned 7:7");
        assertThat(layout.config("latest").get("rootfs"))
                .isEqualTo(Map.of("type", "layers", "diff_ids", List.of(LayoutFixture.digest(tar))));
    }

    @Test
    void an_archive_that_is_none_or_that_a_layer_cannot_be_is_refused() throws IOException {
        Path archive = Files.writeString(folder.resolve("root.tar"), "no archive");
        assertThatThrownBy(() -> Image.ofTar(archive).writeLayout(written))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image tar:" + archive + ".\nWhy: it ");
        Files.write(archive, layer("one").file("etc/.wh.two", "").bytes());
        assertThatThrownBy(() -> Image.ofTar(archive).writeLayout(written))
                .hasMessage("Could not use image tar:" + archive
                        + ".\nWhy: \"etc/.wh.two\" begins with .wh., by which a layer tells what it removes.");
        assertThat(written).doesNotExist();
    }

    @Test
    void the_machines_own_user_land_is_refused() {
        assertThatThrownBy(() -> Image.host().writeLayout(written))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image host.
                        Why: its programs are this machine's own, bound into each container: no layer has them.
                        Fix: begin with an image that has layers, or with a folder, such as Image.ofDirectory.""");
    }

    @Test
    void a_name_that_a_layout_cannot_have_is_refused() throws IOException {
        Image image = Image.ofLayout(source.layer(layer("one")).write());
        assertThatThrownBy(() -> image.writeLayout(written, "two words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal name \"two words\":"
                        + " it takes letters and digits, and single signs such as . - _ : or / between them.");
        assertThat(new WrittenLayout(image.writeLayout(written, "registry.test:5000/app/web:1.0-rc")).names())
                .containsOnlyKeys("registry.test:5000/app/web:1.0-rc");
    }
}
