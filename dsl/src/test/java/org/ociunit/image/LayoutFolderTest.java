package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.error.ImageException;
import org.ociunit.runtime.catalog.Inodes;
import org.ociunit.runtime.host.Host;

@Timeout(60)
class LayoutFolderTest {
    @TempDir
    Path folder;

    private Path layout;
    private Image image;
    private byte[] tar;

    @BeforeEach
    void arrange() throws IOException {
        tar = new LayerTar().file("file", "text").bytes();
        layout = folder.resolve("layout");
        new LayoutFixture(layout).layer(tar, tar, MediaType.OCI_LAYER).write();
        image = Image.ofLayout(layout);
    }

    private void read() throws IOException {
        try (ImageContent content = ImageContent.open(image)) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            content.layers().get(0).read(bytes -> bytes.transferTo(archive));
            assertThat(archive.toByteArray()).isEqualTo(tar);
        }
    }

    private void refused(String why) {
        assertThatThrownBy(this::read)
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image " + image + ".\nWhy: " + why);
    }

    private void pipe(Path place) throws IOException {
        Files.delete(place);
        Inodes inodes = Inodes.in(folder);
        inodes.pipe(place, Host.current().uid(), Host.current().gid());
        inodes.flush();
    }

    private Path blob(String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    @Test
    void an_index_that_is_a_pipe_is_not_waited_for() throws IOException {
        pipe(layout.resolve("index.json"));
        refused(layout + "/index.json is no regular file.");
    }

    @Test
    void a_blob_that_is_a_pipe_is_not_waited_for() throws IOException {
        Path blob = blob(LayoutFixture.digest(tar));
        pipe(blob);
        refused(blob + " is no regular file.");
    }

    @Test
    void a_blob_that_is_a_folder_is_none() throws IOException {
        Path blob = blob(LayoutFixture.digest(tar));
        Files.delete(blob);
        Files.createDirectory(blob);
        refused(blob + " is no regular file.");
    }

    @Test
    void blobs_may_be_links_to_where_they_are() throws IOException {
        Path blob = blob(LayoutFixture.digest(tar));
        Files.move(blob, folder.resolve("elsewhere"));
        Files.createSymbolicLink(blob, folder.resolve("elsewhere"));
        read();
    }

    @Test
    void an_index_that_does_not_fit_into_memory_is_not_read() throws IOException {
        try (RandomAccessFile index =
                new RandomAccessFile(layout.resolve("index.json").toFile(), "rw")) {
            index.setLength(1L << 40);
        }
        refused(layout + "/index.json has more than the 4194304 bytes that are read.");
    }

    @Test
    void a_folder_without_an_index_is_no_layout() throws IOException {
        Files.delete(layout.resolve("index.json"));
        refused(layout
                + "/index.json does not exist.\nFix: name the folder of an OCI layout, which has an index.json.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"manifests\": null}",
                "{\"manifests\": [null]}",
                "{\"manifests\": [{\"mediaType\": \"x\", \"digest\": \"sha256:../../../etc/passwd\", \"size\": 1}]}",
                "{\"manifests\": [{\"mediaType\": \"x\", \"digest\": \"md5:00\", \"size\": 1}]}",
                "{\"manifests\": [{\"mediaType\": \"x\", \"digest\": \"sha256:00\", \"size\": -1}]}",
                "{\"manifests\": [{\"mediaType\": \"x\", \"digest\": null, \"size\": 1}]}",
                "{\"manifests\": [{\"mediaType\": null, \"size\": 99999999999999999999999}]}"
            })
    void an_index_of_no_use_is_refused_in_words(String text) throws IOException {
        Files.writeString(layout.resolve("index.json"), text);
        assertThatThrownBy(this::read)
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image " + image + ".\nWhy: ");
    }

    @Test
    void lists_in_lists_are_refused_in_words() throws IOException {
        Files.writeString(layout.resolve("index.json"), "{\"x\":" + "[".repeat(1_000_000));
        assertThatThrownBy(this::read)
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image " + image + ".\nWhy: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:00", "none", "sha1:00", ""})
    void a_configuration_that_names_its_layers_by_no_digest_is_refused_in_words(String diffId) throws IOException {
        new LayoutFixture(folder.resolve("odd"))
                .layer(diffId, LayoutFixture.digest(tar), tar.length, MediaType.OCI_LAYER)
                .write();
        image = Image.ofLayout(folder.resolve("odd"));
        assertThatThrownBy(this::read)
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image " + image + ".\nWhy: ")
                .hasMessageContaining("digest");
    }

    @Test
    void layers_that_are_larger_than_the_image_may_be_are_not_looked_at() throws IOException {
        for (long size : new long[] {100 << 20, Long.MAX_VALUE}) {
            new LayoutFixture(folder.resolve("large"))
                    .layer(LayoutFixture.digest(tar), LayoutFixture.digest(tar), size, MediaType.OCI_LAYER)
                    .layer(LayoutFixture.digest(tar), LayoutFixture.digest(tar), size, MediaType.OCI_LAYER)
                    .write();
            image = Image.ofLayout(folder.resolve("large"))
                    .within(ImageLimits.usual().withBytes(66 << 20));
            refused("its layers are larger than the 69206016 bytes that it may have.");
        }
    }

    @Test
    void bytes_that_are_no_text_are_refused_in_words() throws IOException {
        Files.write(layout.resolve("index.json"), "{\"a\": \"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1));
        refused("index.json: the text is not UTF-8.");
    }
}
