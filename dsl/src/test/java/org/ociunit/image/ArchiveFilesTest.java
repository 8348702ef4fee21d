package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
