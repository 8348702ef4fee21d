package org.ociunit.runtime.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRunc;

/** Runtimes that are no more than a script, which writes down what it was asked. */
@Timeout(60)
class RuntimesIT {
    @TempDir
    Path folder;

    @Test
    void a_program_is_one_runtime() throws IOException {
        Path program = program("one");
        OciRuntime runtime = Runtimes.at(program);

        assertThat(Runtimes.at(program)).isSameAs(runtime);
        assertThat(runtime.version()).hasToString("1.2.3");
        assertThat(runtime.list()).isEmpty();
        assertThat(log(program)).as("there is no state to look at yet").hasContent("--version");
        runtime.delete(new ContainerId("nobody"), DeleteOptions.forced());
        assertThat(log(program))
                .hasContent("--version\n--root %s --log-format json delete --force nobody".formatted(rootOf(program)));
    }

    @Test
    void a_program_with_other_options_is_another_runtime() throws IOException {
        Path program = program("one");
        OciRuntime plain = Runtimes.at(program);
        OciRuntime changed = Runtimes.at(program, "--systemd-cgroup");

        assertThat(changed).isNotSameAs(plain).isSameAs(Runtimes.at(program, "--systemd-cgroup"));
        assertThat(rootUsedBy(program, changed)).isNotEqualTo(rootUsedBy(program, plain));
    }

    /** Their paths differ, though not by {@link String#hashCode()}. */
    @Test
    void two_programs_do_not_share_a_state_root() throws IOException {
        Path one = program("Aa");
        Path other = program("BB");
        assertThat(one.toString()).hasSameHashCodeAs(other.toString());

        assertThat(rootUsedBy(one, Runtimes.at(one))).isNotEqualTo(rootUsedBy(other, Runtimes.at(other)));
    }

    @Test
    void a_state_root_is_in_the_folder_of_this_user() throws IOException {
        Path program = program("one");

        assertThat(Path.of(rootUsedBy(program, Runtimes.at(program))))
                .hasParentRaw(Host.current().runtimeFolder());
    }

    @Test
    void a_program_that_tells_no_version_is_refused() {
        assertThatThrownBy(() -> Runtimes.at(Path.of("/bin/false")))
                .isInstanceOf(RuntimeCommandException.class)
                .hasMessage("""
                        Could not learn a runtime's version.
                        Why: /bin/false --version ended with 1""");
    }

    @Test
    @NeedsRunc
    void what_is_installed_is_available_and_the_best_is_the_first() {
        assertThat(Runtimes.available()).extracting(OciRuntime::name).contains("runc");
        assertThat(Runtimes.best()).isSameAs(Runtimes.available().get(0));
        assertThat(Runtimes.installed("runc")).isIn(Runtimes.available());
        assertThat(Runtimes.missing()).doesNotContainKey("runc");
    }

    @Test
    @NeedsRunc
    void what_a_provider_finds_stands_behind_what_is_known() {
        int before = Runtimes.available().size();
        System.setProperty(ProvidedRuntime.SWITCH, "true");
        try {
            assertThat(Runtimes.available()).hasSize(before + 1).endsWith(Runtimes.installed("runc"));
        } finally {
            System.clearProperty(ProvidedRuntime.SWITCH);
        }
    }

    private static String rootUsedBy(Path program, OciRuntime runtime) throws IOException {
        Files.deleteIfExists(log(program));
        runtime.delete(new ContainerId("nobody"), DeleteOptions.forced());
        return rootOf(program);
    }

    private Path program(String name) throws IOException {
        Path file = Files.createDirectory(folder.resolve(name)).resolve("fake");
        Files.writeString(file, """
                #!/bin/sh
                case $1 in
                --version) echo fake version 1.2.3 ;;
                *) echo null ;;
                esac
                echo "$@" >> "$0.log"
                """);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What stands behind {@code --root} in the last command. */
    private static String rootOf(Path program) throws IOException {
        List<String> lines = Files.readAllLines(log(program));
        return lines.get(lines.size() - 1).split(" ")[1];
    }

    private static Path log(Path program) {
        return program.resolveSibling("fake.log");
    }
}
