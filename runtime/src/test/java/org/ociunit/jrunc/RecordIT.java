package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.runtime.recording.RecordedCall;
import org.ociunit.runtime.recording.Recording;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Spec;

/** A wrapper in the place of our own runtime, called as clients call it. */
@Tag("once")
@NeedsEmbedded
@Timeout(180)
class RecordIT {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final String id = "recorded-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();

    /** Whose calls are recorded. */
    String runtime() {
        return Enclosure.jrunc().toString();
    }

    @BeforeEach
    void make_a_wrapper() throws Exception {
        assertThat(call(Enclosure.jrunc() + " record --to calls --wrapper runtime -- " + runtime()))
                .isEqualTo(new Called(0, folder.resolve("runtime") + "\n", ""));
    }

    @AfterEach
    void leave_nothing() throws Exception {
        call(runtime() + " --root root delete --force " + id);
        assertThat(Traces.of(id)).isEmpty();
    }

    @Test
    void a_session_is_passed_on_and_written_down() throws Exception {
        bundle("sleep", "600");

        assertThat(call("r() { ./runtime --root root \"$@\"; }; r create --pid-file pid " + id
                        + " >out 2>&1 && r start " + id + " && r exec " + id
                        + " sh -c 'echo in; exit 9'; echo $?; r kill " + id + " KILL"))
                .isEqualTo(new Called(0, "in\n9\n", ""));
        await().atMost(SOON)
                .until(() -> call("./runtime --root root state " + id).out().contains("stopped"));
        assertThat(call("./runtime --root root delete " + id)).isEqualTo(new Called(0, "", ""));

        List<RecordedCall> calls = new ArrayList<>(calls());
        RecordedCall delete = calls.remove(calls.size() - 1);
        RecordedCall state = calls.remove(calls.size() - 1);
        assertThat(calls.subList(0, 4))
                .extracting(each -> each.command().verb())
                .containsExactly("create", "start", "exec", "kill");
        assertThat(calls.subList(0, 3))
                .extracting(each -> each.answer().status().orElseThrow())
                .containsExactly(Status.CREATED, Status.RUNNING, Status.RUNNING);
        assertThat(calls).allMatch(each -> id.equals(each.command().id()));
        assertThat(calls.get(0).input().bundle()).isEqualTo(folder.toString());
        assertThat(calls.get(0).input().spec()).contains(Spec.read(folder.resolve("config.json")));
        assertThat(calls.get(0).answer().stdout()).isNull();
        assertThat(calls.get(2).answer().exitCode()).isEqualTo(9);
        assertThat(state.answer().stdout()).contains("\"status\": \"stopped\"");
        assertThat(delete.answer().exitCode()).isZero();
        assertThat(delete.answer().state()).isNull();
    }

    @Test
    void a_call_that_fails_is_written_down_with_its_log_and_the_log_has_nothing_else() throws Exception {
        Called failed = call("./runtime --root root --log log --log-format json start none");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("container does not exist");
        RecordedCall.Answer answer = calls().get(0).answer();
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.state()).isNull();
        assertThat(answer.log()).hasSize(1).isEqualTo(Files.readAllLines(folder.resolve("log")));
        assertThat(answer.log().get(0)).contains("container does not exist");
    }

    @Test
    void a_created_container_has_its_callers_output_and_nobody_else_has() throws Exception {
        bundle("sh", "-c", "echo hello; sleep 600");
        call("mkfifo pipe");
        Process reader = new ProcessBuilder("sh", "-c", "cat pipe >seen")
                .directory(folder.toFile())
                .start();

        assertThat(call("./runtime --root root create " + id + " >pipe 2>&1 </dev/null")
                        .code())
                .isZero();
        assertThat(call("./runtime --root root start " + id).code()).isZero();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(folder.resolve("seen")).hasContent("hello"));
        assertThat(reader.isAlive()).isTrue();
        assertThat(call("./runtime --root root delete --force " + id).code()).isZero();
        assertThat(reader.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_containers_exit_is_told_to_whoever_reaps_for_the_caller() throws Exception {
        bundle("sh", "-c", "exit 7");
        try (Launcher caller = Launcher.start()) { // reaps what its commands leave behind, as conmon and a shim do
            String create = "exec ./runtime --root root create --pid-file pid " + id + " >out 2>&1 </dev/null";
            Command command = Command.of(Path.of("/bin/sh"), "-c", create).in(folder);
            assertThat(caller.spawn(command).end().get(60, TimeUnit.SECONDS)).returns(0, End::status);

            assertThat(call("./runtime --root root start " + id).code()).isZero();

            long pid = Long.parseLong(Files.readString(folder.resolve("pid")));
            assertThat(caller.watch(pid, false).end().get(60, TimeUnit.SECONDS)).returns(7 << 8, End::status);
        }
    }

    @Test
    void a_signal_is_the_programs_in_the_foreground_and_its_exit_code_is_the_callers() throws Exception {
        bundle("sh", "-c", "trap 'echo told; exit 4' TERM; echo > /tmp/ready; while :; do sleep 0.05; done");
        Process running = new ProcessBuilder("./runtime", "--root", "root", "run", id)
                .directory(folder.toFile())
                .start();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/ready")));
        call("./runtime --root root state " + id);

        running.toHandle().destroy();

        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(running.getInputStream().readAllBytes(), UTF_8)).isEqualTo("told\n");
        assertThat(running.exitValue()).isEqualTo(4);
        assertThat(calls())
                .extracting(each -> each.command().verb() + " " + each.answer().exitCode())
                .containsExactly("run 4", "state 0");
    }

    @Test
    void calls_in_parallel_are_lines_of_their_own() throws Exception {
        assertThat(call("for n in $(seq 20); do ./runtime --root root state none$n 2>/dev/null & done; wait"))
                .isEqualTo(new Called(0, "", ""));

        assertThat(calls())
                .hasSize(20)
                .allMatch(each -> each.answer().exitCode() == 1)
                .extracting(each -> each.command().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_program_has_its_callers_words_descriptors_environment_and_folder() throws Exception {
        program("printf '<%s>' \"$@\"; echo; cat <&7; echo $SECRET $((LISTEN_PID == $$)); pwd; cat; exit 3");
        String script =
                "echo seven >7; mkdir in; cd in; sh -c 'LISTEN_PID=$$ SECRET=secret exec ../recorded create \"\" \"a\nb\" last'"
                        + " 7<../7";

        assertThat(call("echo input | { " + script + "; }"))
                .isEqualTo(new Called(
                        3, "<create><><a\nb><last>\nseven\nsecret 1\n" + folder.resolve("in") + "\ninput\n", ""));
        assertThat(calls().get(0).input().directory())
                .isEqualTo(folder.resolve("in").toString());
        assertThat(calls().get(0).input().environment()).containsOnlyKeys("LISTEN_PID");
        assertThat(folder.resolve("calls")).content().doesNotContain("secret");
    }

    @Test
    void what_is_printed_is_kept_where_it_cannot_be_a_containers() throws Exception {
        program("echo out; echo err >&2");

        assertThat(call("./recorded list")).isEqualTo(new Called(0, "out\n", "err\n"));
        assertThat(call("./recorded run x")).isEqualTo(new Called(0, "out\n", "err\n"));

        assertThat(calls())
                .extracting(each -> each.answer().stdout() + each.answer().stderr())
                .containsExactly("out\nerr\n", "nullnull");
    }

    @Test
    void a_document_on_the_standard_input_is_kept_and_passed_on() throws Exception {
        program("[ $1 = update ] && cat");

        assertThat(call("echo '{\"pids\": {\"limit\": 5}}' | ./recorded update --resources - x"))
                .isEqualTo(new Called(0, "{\"pids\": {\"limit\": 5}}\n", ""));
        assertThat(calls().get(0).input().document()).isEqualTo(Map.of("pids", Map.of("limit", 5)));
    }

    @Test
    void a_program_that_a_signal_ends_is_told_as_a_shell_tells_it() throws Exception {
        program("kill -KILL $$");

        assertThat(call("exec ./recorded pause x").code()).isEqualTo(128 + 9);
        assertThat(calls().get(0).answer().exitCode()).isEqualTo(128 + 9);
        assertThat(calls().get(0).answer().signal()).isEqualTo("KILL");
    }

    @RepeatedTest(5) // the signal must not come before somebody is there to get it
    void what_is_typed_at_a_terminal_to_interrupt_comes_once() throws Exception {
        program("trap 'echo interrupted' INT; echo ready; for n in $(seq 20); do sleep 0.1; done");
        try (Launcher launcher = Launcher.start();
                Terminal terminal = launcher.spawnOnTerminal(
                        Command.of(Path.of("/bin/sh"), "-c", "stty -echo; exec ./recorded run x")
                                .in(folder),
                        33,
                        99)) {
            InputStream shown = terminal.output();
            assertThat(new String(shown.readNBytes("ready\r\n".length()), UTF_8))
                    .isEqualTo("ready\r\n");

            terminal.input().write(3); // Ctrl-C

            assertThat(new String(shown.readAllBytes(), UTF_8)).isEqualTo("interrupted\r\n");
        }
    }

    @Test
    void a_program_ends_with_a_call_that_is_killed() throws Exception {
        program("echo $$ >pid; exec sleep 600");
        Process running = new ProcessBuilder("./recorded", "events", "x")
                .directory(folder.toFile())
                .start();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("pid")) && Files.size(folder.resolve("pid")) > 0);
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());

        running.destroyForcibly().waitFor();

        await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void what_cannot_be_recorded_is_refused_before_anything_is_called() throws Exception {
        String jrunc = Enclosure.jrunc().toString();

        assertThat(refusal(jrunc + " record -- touch called")).isEqualTo("record needs --to <file>");
        assertThat(refusal(jrunc + " record --to none/calls -- touch called"))
                .isEqualTo("cannot write the recording " + folder + "/none/calls: no such file or directory");
        assertThat(refusal(jrunc + " record --to calls -- ./none")).isEqualTo("cannot execute ./none: ENOENT");
        assertThat(refusal(jrunc + " record --to calls --wrapper w -- none"))
                .isEqualTo("no program none: give the path of the runtime");
        assertThat(Called.with(folder, "record", "--to", "calls", "--", "touch", "called"))
                .isEqualTo(new Called(
                        1,
                        "",
                        Called.error(
                                "record passes on what its caller has open, and has no caller: call jrunc itself")));
        assertThat(folder.resolve("called")).doesNotExist();
        assertThat(calls()).isEmpty();
    }

    private String refusal(String command) throws Exception {
        Called called = call(command).endedWith(1);
        assertThat(called.out()).isEmpty();
        return called.err().replaceFirst("(?s).* msg=\"(.*)\"\n", "$1");
    }

    private void bundle(String... args) {
        TestBundle.in(folder, args);
    }

    /** A script that is called by the wrapper {@code recorded}. */
    private void program(String script) throws Exception {
        Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        call(Enclosure.jrunc() + " record --to calls --wrapper recorded -- ./program")
                .endedWith(0);
    }

    private List<RecordedCall> calls() {
        return Recording.read(folder.resolve("calls")).calls();
    }

    private Called call(String script) throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Called(process.exitValue(), out, err);
    }
}
