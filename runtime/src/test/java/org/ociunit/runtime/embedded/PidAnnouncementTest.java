package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;

class PidAnnouncementTest {
    @TempDir
    Path folder;

    @Test
    void puts_a_new_file_in_the_place_of_what_was_there() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "mine");
        Path file = Files.createSymbolicLink(folder.resolve("pid"), other);

        new PidAnnouncement(file, null, "").tell("Could not.", 42);

        assertThat(file).isRegularFile().hasContent("42");
        assertThat(other).hasContent("mine");
        assertThat(folder.resolve(".pid").toFile()).doesNotExist();
    }

    @Test
    void does_not_write_to_a_file_that_somebody_else_has_begun() throws IOException {
        Path begun = Files.writeString(folder.resolve(".pid"), "4");

        assertThatThrownBy(() -> new PidAnnouncement(folder.resolve("pid"), null, "").tell("Could not.", 42))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("its pid could not be written to ");
        assertThat(begun).hasContent("4");
    }

    @Test
    void leaves_nothing_where_the_name_is_a_folders() throws IOException {
        Files.createDirectories(folder.resolve("pid/full"));

        assertThatThrownBy(() -> new PidAnnouncement(folder.resolve("pid"), null, "").tell("Could not.", 42))
                .isInstanceOf(ContainerException.class);
        assertThat(folder.resolve(".pid").toFile()).doesNotExist();
    }
}
