package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.error.ImageException;

class ArchiveFilesTest {
    @TempDir
    Path folder;

    private Path zeros(int mebibytes) throws IOException {
        Path bomb = folder.resolve("bomb.tar.gz");
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < mebibytes; i++) {
                to.write(new byte[1 << 20]);
            }
        }
        return bomb;
    }

    @Test
    void an_archive_that_grows_too_much_is_refused() throws IOException {
        Image image = Image.ofLayout(zeros(80));

        assertThatThrownBy(() -> ArchiveFiles.open(image))
                .isInstanceOf(WrongContentException.class)
                .hasMessage("it is more than 200 times larger than it is compressed");
    }

    @Test
    void an_archive_of_more_bytes_than_an_image_may_have_is_refused() throws IOException {
        Image image = Image.ofLayout(zeros(80)).within(new ImageLimits(1 << 20, 10, 5000));

        assertThatThrownBy(() -> ArchiveFiles.open(image))
                .isInstanceOf(WrongContentException.class)
                .hasMessage("it has more than 1048576 bytes");
    }

    private Image layout(LayerTar archive) throws IOException {
        return Image.ofLayout(Files.write(folder.resolve("layout.tar"), archive.bytes()));
    }

    @Test
    void what_is_said_of_its_files_has_limits() throws IOException {
        LayerTar archive = new LayerTar().file("oci-layout", "{}");
        for (int i = 0; i < 100_000; i++) {
            archive.raw("long", 'L', new byte[0]);
        }
        Image image = layout(archive);
        assertThatThrownBy(() -> ImageContent.open(image))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image " + image
                        + ".\nWhy: the entry behind \"oci-layout\": it has more than 16 headers.");
    }

    @Test
    void too_many_files_are_refused() throws IOException {
        Image image = layout(new LayerTar().file("a", "").file("b", "").file("c", ""))
                .within(ImageLimits.usual().withEntries(2));
        assertThatThrownBy(() -> ImageContent.open(image))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image " + image + ".\nWhy: it has more than 2 files.");
    }

    @Test
    void its_files_are_found_by_their_links_too() throws IOException {
        Image image = layout(new LayerTar()
                .file("a/file", "text")
                .symbolicLink("b/link", "../a/file")
                .hardLink("same", "b/link")
                .symbolicLink("round", "round"));
        try (ArchiveFiles files = ArchiveFiles.open(image)) {
            assertThat(files.readAll("./same")).asString().isEqualTo("text");
            assertThat(files.size("b/link")).isEqualTo(4);
            assertThat(files.has("round")).isFalse();
            assertThat(files.has("a")).isFalse();
        }
    }
}
