package org.ociunit.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProcessIdentityTest {
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end_all() {
        started.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @Test
    void this_jvm_is_alive() {
        ProcessIdentity jvm = ProcessIdentity.current();

        assertThat(jvm.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(jvm.isAlive()).isTrue();
        assertThat(ProcessIdentity.of(jvm.pid())).contains(jvm);
    }

    @Test
    void a_later_process_of_the_same_pid_is_another_one() {
        ProcessIdentity jvm = ProcessIdentity.current();

        assertThat(new ProcessIdentity(jvm.pid(), jvm.startTime() - 1).isAlive())
                .isFalse();
    }

    @Test
    void a_process_that_has_ended_and_was_noticed_is_gone() throws Exception {
        Process process = start("sleep", "60");
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        assertThat(identity.isAlive()).isTrue();

        process.destroyForcibly().waitFor();

        assertThat(identity.isAlive()).isFalse();
        assertThat(ProcessIdentity.of(process.pid())).isEmpty();
    }

    /** What sleep(1) got as a child from the shell before it, it does not wait for. */
    @Test
    void a_zombie_is_not_alive() throws Exception {
        Process parent = start("sh", "-c", "exec 3<&0; sh -c 'read end' <&3 & echo $!; exec sleep 60");
        ProcessIdentity child =
                ProcessIdentity.of(Long.parseLong(firstLine(parent))).orElseThrow();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.readString(Path.of("/proc/" + parent.pid() + "/comm"))
                        .equals("sleep\n"));
        assertThat(child.isAlive()).isTrue();

        parent.getOutputStream().close();

        await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
        assertThat(ProcessIdentity.of(child.pid())).contains(child);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a) Z 1 (b", "(((", ") )", "two\nlines", "ünï"})
    void a_name_may_have_anything_in_it(String name) throws Exception {
        Path program = Files.createSymbolicLink(folder.resolve(name), Path.of("/bin/sh"));
        Process process = start(program.toString(), "-c", "echo ready; read end");
        assertThat(firstLine(process)).isEqualTo("ready");

        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();

        assertThat(identity.isAlive()).isTrue();
        assertThat(identity.startTime())
                .isGreaterThanOrEqualTo(ProcessIdentity.current().startTime());
        Files.delete(program);
    }

    @ParameterizedTest
    @CsvSource({"S, false", "R, false", "D, false", "T, false", "t, false", "I, false", "Z, true", "X, true", "x, true"
    })
    void a_state_tells_whether_a_process_has_ended(String state, boolean ended) {
        String line = "7 (a) Z 1 (b) " + state + " 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456789012 5 6\n";

        assertThat(new ProcessIdentity.Fields(line).hasEnded()).isEqualTo(ended);
        assertThat(new ProcessIdentity.Fields(line).number(22)).isEqualTo(123456789012L);
    }

    @Test
    void no_process_has_the_pid_0() {
        assertThatThrownBy(() -> new ProcessIdentity(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No process has the pid 0.");
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
