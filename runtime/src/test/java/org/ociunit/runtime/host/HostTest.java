package org.ociunit.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;

class HostTest {
    private static final Host HOST = Host.current();

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwx--x--x", "rwxr-xr-x"})
    void a_folder_is_made_with_its_permissions(String permissions) throws IOException {
        Path folder = temporary.resolve("own");

        assertThat(HOST.ownFolder(folder, permissions)).isEqualTo(folder).isDirectory();
        assertThat(permissionsOf(folder)).isEqualTo(permissions);
    }

    @Test
    void a_folder_is_made_with_its_parents() {
        assertThat(HOST.ownFolder(temporary.resolve("not/yet/there"), "rwx------"))
                .isDirectory();
    }

    @Test
    void a_folder_that_was_made_before_is_used_with_what_is_in_it() throws IOException {
        Path folder = HOST.ownFolder(temporary.resolve("own"), "rwx--x--x");
        Files.createFile(folder.resolve("file"));

        assertThat(HOST.ownFolder(folder, "rwx--x--x").resolve("file")).exists();
    }

    @Test
    void a_folder_that_many_make_at_once_is_made() {
        for (int round = 0; round < 10; round++) {
            Path folder = temporary.resolve("own-" + round);
            assertThat(IntStream.range(0, 8).parallel().mapToObj(any -> HOST.ownFolder(folder, "rwx------")))
                    .containsOnly(folder);
        }
    }

    @Test
    void a_temporary_folder_may_be_a_symbolic_link() throws IOException {
        Path link =
                Files.createSymbolicLink(temporary.resolve("tmp"), Files.createDirectory(temporary.resolve("real")));

        HOST.ownFolder(link.resolve("own"), "rwx------");

        assertThat(temporary.resolve("real/own")).isDirectory();
    }

    @Test
    void a_symbolic_link_in_its_place_is_refused_and_not_followed() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(temporary.resolve("own"), elsewhere);

        assertThatThrownBy(() -> HOST.ownFolder(link, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessage(refusal(link, "it is no folder."));
    }

    @Test
    void a_symbolic_link_to_nowhere_is_refused_and_not_followed() throws IOException {
        Path nowhere = temporary.resolve("nowhere");
        Path link = Files.createSymbolicLink(temporary.resolve("own"), nowhere);

        assertThatThrownBy(() -> HOST.ownFolder(link, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessage(refusal(link, "it is no folder."));
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void a_file_in_its_place_is_refused() throws IOException {
        Path file = Files.createFile(temporary.resolve("own"));

        assertThatThrownBy(() -> HOST.ownFolder(file, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessage(refusal(file, "it is no folder."));
    }

    @Test
    void somebody_elses_folder_is_refused() {
        Path folder = HOST.ownFolder(temporary.resolve("own"), "rwx------");
        Host other = new Host(
                HOST.uid() + 1, HOST.gid(), HOST.kernel(), HOST.cgroups(), HOST.runtimeFolder(), HOST.bundleFolder());

        assertThatThrownBy(() -> other.ownFolder(folder, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessage(refusal(
                        folder, "it belongs to user " + HOST.uid() + ", and this is user " + other.uid() + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxrwxrwx", "rwx----w-"})
    void a_folder_that_others_may_write_to_is_refused(String permissions) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("own"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> HOST.ownFolder(folder, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessage(refusal(folder, "others may write to it: " + permissions + "."));
    }

    @Test
    void a_folder_that_cannot_be_made_is_told() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        Path folder = file.resolve("own");

        assertThatThrownBy(() -> HOST.ownFolder(folder, "rwx------"))
                .isInstanceOf(ContainerException.class)
                .hasMessageMatching("""
                        Could not make folder \\Q%s\\E\\.
                        Why: java\\.nio\\.file\\.\\w+: \\Q%s\\E.*""".formatted(folder, file));
    }

    /** Whoever can write to a folder can put another one in the place of each folder in it. */
    @Test
    void neither_folder_is_made_inside_the_other() {
        assertThat(HOST.runtimeFolder().startsWith(HOST.bundleFolder())).isFalse();
        assertThat(HOST.bundleFolder().startsWith(HOST.runtimeFolder())).isFalse();
    }

    private static String permissionsOf(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    private static String refusal(Path folder, String why) {
        return """
                Could not use folder %s.
                Why: %s
                Fix: remove it, or set java.io.tmpdir or XDG_RUNTIME_DIR to a folder of your own.""".formatted(folder, why);
    }
}
