package org.ociunit.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ociunit.error.ContainerException;

class NativeProgramTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void is_copied_as_a_program_that_everybody_can_execute(NativeProgram program) throws IOException {
        Path file = folder.resolve("program");

        assertThat(program.copyTo(file)).isEqualTo(file).isExecutable();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-xr-x");
        assertThat(Files.readAllBytes(file)).startsWith(0x7f, 'E', 'L', 'F');
    }

    @Test
    void a_file_that_exists_is_refused_and_left_as_it_is() throws IOException {
        Path file = Files.writeString(folder.resolve("program"), "mine");

        assertRefused(file);
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_symbolic_link_is_refused_and_not_followed() throws IOException {
        Path target = folder.resolve("target");
        Path link = Files.createSymbolicLink(folder.resolve("program"), target);

        assertRefused(link);
        assertThat(target).doesNotExist();
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> NativeProgram.IDLE.copyTo(file))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not write the program %s.
                        Why: java.nio.file.FileAlreadyExistsException: %s""".formatted(file, file));
    }
}
