package org.ociunit.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;

/** Ordinary files take any value, unless they are not there. */
class WritingTest {
    @TempDir
    Path folder;

    private Writing writing;

    @BeforeEach
    void begin() throws IOException {
        writing = new Writing(limit -> folder);
        for (String file : List.of("one", "two", "list")) {
            Files.writeString(folder.resolve(file), file.equals("list") ? "8:0 5" : "11111");
        }
    }

    private static Limit limit(String file, boolean lenient) {
        return new Limit("any", file, "22222", "resources." + file, lenient);
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void every_limit_is_written() throws IOException {
        writing.write(List.of(limit("one", false), limit("two", true)));

        assertThat(read("one")).isEqualTo("22222");
        assertThat(read("two")).isEqualTo("22222");
    }

    @Test
    void a_file_that_need_not_be_there_is_not_made() {
        writing.write(List.of(limit("absent", true)));

        assertThat(folder.resolve("absent")).doesNotExist();
    }

    @Test
    void a_refused_one_puts_back_single_values_of_this_batch_and_those_before() throws IOException {
        writing.write(List.of(limit("one", false)));

        assertThatThrownBy(
                        () -> writing.write(List.of(limit("two", false), limit("absent", false), limit("list", false))))
                .isInstanceOf(ContainerException.class)
                .hasMessage("Could not set resources.absent.\nWhy: writing 22222 to " + folder.resolve("absent")
                        + ": ENOENT (No such file or directory).");
        assertThat(read("one")).isEqualTo("11111");
        assertThat(read("two")).isEqualTo("11111");
        assertThat(read("list")).isEqualTo("22222");
        assertThat(folder.resolve("absent")).doesNotExist();
    }
}
