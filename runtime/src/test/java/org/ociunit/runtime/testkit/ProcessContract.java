package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.User;

/** Further processes in a container, and what is told of all of them. */
abstract class ProcessContract extends RuntimeFixture {
    @Test
    void exec_runs_a_further_process_and_tells_its_exit_and_output() {
        create("sleep", "60");
        runtime().start(id);

        ExecProcess process = exec("sh", "-c", "echo $0 $A; echo oops >&2; exit 5");

        assertThat(process.waitFor(SOON).code()).isEqualTo(5);
        assertThat(stdout.whole()).isEqualTo("sh a\n");
        assertThat(stderr.whole()).isEqualTo("oops\n");
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void exec_of_a_missing_program_is_refused() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> exec("no-such-program"))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not exec container " + id + ".\nWhy: ")
                .hasMessageContaining("no-such-program");
    }

    @Test
    void a_signal_to_an_executed_process_reaches_it_alone() {
        create("sleep", "60");
        runtime().start(id);
        ExecProcess process = exec("sleep", "50");

        process.kill(Signal.KILL);

        assertThat(process.waitFor(SOON).signal()).contains(Signal.KILL);
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @NeedsRoot
    void ps_tells_the_processes() {
        start("sh", "-c", "sleep 50 & sleep 60");
        long first = runtime().state(id).pid().orElseThrow();

        await().atMost(SOON).until(() -> runtime().ps(id).size() == 3);
        assertThat(runtime().ps(id)).contains(first);
    }

    @Test
    @NeedsRoot
    void top_tells_the_processes_as_a_table() {
        assumeCan(Verb.TOP);
        start("sleep", "60");

        ProcessTable table = runtime().top(id);

        assertThat(table.columns()).contains("PID");
        assertThat(table.column("PID"))
                .contains(Long.toString(runtime().state(id).pid().orElseThrow()));
    }

    @Test
    @NeedsRoot
    void top_shows_the_columns_that_it_is_asked_for() {
        start("sleep", "60");

        ProcessTable table = runtime().top(id, "-o", "pid,comm");

        assertThat(table.columns()).containsExactly("PID", "COMMAND");
        assertThat(table.column("COMMAND")).containsExactly("sleep");
    }

    @Test
    void exec_writes_the_pid_into_a_file_of_the_users() throws IOException {
        start("sleep", "60");
        Path file = folder.resolve("the-pid");

        ExecProcess running = runtime()
                .exec(id, process("sleep", "50"), ExecOptions.defaults().withPidFile(file));

        assertThat(file).hasContent(Long.toString(running.pid()));
    }

    @Test
    void exec_preserves_files_as_descriptors() throws IOException {
        start("sleep", "60");
        Path file = Files.writeString(folder.resolve("kept"), "kept\n");
        ExecOptions options =
                ExecOptions.defaults().withStdio(Stdio.to(stdout, stderr)).withPreserved(List.of(file));

        runtime().exec(id, process("sh", "-c", "cat <&3"), options);

        assertThat(stdout.whole()).isEqualTo("kept\n");
    }

    @Test
    void exec_tells_a_commands_own_255_from_a_refusal() {
        start("sleep", "60");

        assertThat(exec("sh", "-c", "exit 255").waitFor(SOON).code()).isEqualTo(255);
        assertThatThrownBy(() -> exec("/etc")).isInstanceOf(ContainerException.class);
    }

    @Test
    void exec_refuses_a_user_that_cannot_be_before_anything_is_run() {
        start("sleep", "60");

        assertThatThrownBy(() ->
                        runtime().exec(id, process("true").withUser(User.of(4294967295L, 0)), ExecOptions.defaults()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("process.user.uid is 4294967295");
    }

    @Test
    void executed_processes_end_with_the_container() {
        start("sleep", "60");
        ExecProcess running = exec("sleep", "50");

        runtime().delete(id, DeleteOptions.forced());

        assertThat(running.waitFor(SOON).signal()).contains(Signal.KILL);
    }
}
