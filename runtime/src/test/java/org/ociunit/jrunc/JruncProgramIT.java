package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.DescriptorSocket;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.runtime.launcher.Watched;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsCriu;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** The program as a shell calls it: with the launcher in front, as the build has put it together. */
@NeedsEmbedded
@Timeout(180)
class JruncProgramIT {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Far more than pipes hold is left when its writer has ended. */
    private static final String COUNTED_SLOWLY =
            " | { for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; head -c 8192; done; cat; } | wc -l";

    private static final Path PROGRAM = Path.of("target/jrunc/bin/jrunc").toAbsolutePath();

    @TempDir
    Path folder;

    private final String id = "program-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();

    /** What a call has come to. */
    private record Result(int code, String out, String err) {}

    @BeforeEach
    void the_build_has_made_it() {
        assertThat(PROGRAM).isExecutable();
    }

    @AfterEach
    void leave_nothing() throws Exception {
        assertThat(jrunc("delete", "--force", id)).isEqualTo(new Result(0, "", ""));
        assertThat(Traces.of(id)).isEmpty();
    }

    @Test
    void the_session_of_a_user_goes_as_it_is_written() throws Exception {
        bundle("sh", "-c", "echo hello");

        assertThat(shell("jrunc create " + id + " >out 2>&1 </dev/null")).isEqualTo(new Result(0, "", ""));
        assertThat(jrunc("list").out()).containsPattern(id + " +\\d+ +created +" + folder + " +\\S+ +\\S+");
        assertThat(jrunc("start", id)).isEqualTo(new Result(0, "", ""));
        await().atMost(SOON).until(() -> jrunc("list").out().contains("stopped"));
        assertThat(jrunc("list").out()).containsPattern(id + " +0 +stopped ");
        assertThat(jrunc("delete", id)).isEqualTo(new Result(0, "", ""));
        assertThat(jrunc("list").out())
                .isEqualTo("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
        assertThat(folder.resolve("out")).hasContent("hello");
    }

    @Test
    void what_is_written_to_it_is_the_programs_input_up_to_its_end() throws Exception {
        bundle("sh", "-c", "cat; echo oops >&2; exit 5");

        assertThat(shell("printf 'one\\ntwo\\n' | jrunc run " + id)).isEqualTo(new Result(5, "one\ntwo\n", "oops\n"));
    }

    @Test
    void the_programs_end_by_a_signal_is_that_of_a_shell() throws Exception {
        bundle("sh", "-c", "echo > /tmp/ready; sleep 600");
        Process running =
                new ProcessBuilder(words("run", id)).directory(folder.toFile()).start();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/ready")));

        assertThat(jrunc("kill", id, "KILL").code()).isZero();

        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void signals_are_the_programs() throws Exception {
        bundle("sh", "-c", "trap 'echo told; exit 4' TERM; echo > /tmp/ready; while :; do sleep 0.05; done");
        Process running =
                new ProcessBuilder(words("run", id)).directory(folder.toFile()).start();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/ready")));

        running.toHandle().destroy();

        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(text(running.getInputStream())).isEqualTo("told\n");
        assertThat(running.exitValue()).isEqualTo(4);
    }

    @Test
    void a_terminal_is_the_programs_with_its_size_and_its_changes() throws Exception {
        bundle(
                spec -> spec.withProcess(spec.process().withTerminal(true)),
                "sh",
                "-c",
                "stty size; read x; stty size; echo got $x; exit 6");
        try (Launcher launcher = Launcher.start()) {
            Command command = Command.of(
                            Path.of("/bin/sh"), "-c", String.join(" ", words("run", id)) + "; echo rc $?; stty -a")
                    .in(folder)
                    .withEnvironment(System.getenv());
            try (Terminal terminal = launcher.spawnOnTerminal(command, 33, 99)) {
                assertThat(line(terminal.output())).isEqualTo("33 99\r");

                terminal.resize(44, 111);
                await().pollDelay(Duration.ofMillis(500)).until(() -> true);
                terminal.input().write("hey\n".getBytes(UTF_8));

                String rest = new String(terminal.output().readAllBytes(), UTF_8);
                assertThat(rest).contains("hey\r\n44 111\r\ngot hey\r\n", "rc 6\r\n", " echo ", " icanon ");
            }
        }
    }

    @Test
    void a_further_process_on_a_terminal_may_end_at_once() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();

        assertThat(onTerminal(execOnTerminal("stat -c %g /dev/stdin; exit 8") + "; echo rc $?"))
                .endsWith("rc 8\r\n");
    }

    @Test
    void what_a_terminal_shows_is_what_is_written_where_no_terminal_shows_it() throws Exception {
        bundle(spec -> spec.withProcess(spec.process().withTerminal(true)), "echo", "hello");

        assertThat(onTerminal(run() + " | cat -A")).isEqualTo("hello$\r\n");
    }

    @Test
    void what_was_written_to_a_terminal_is_shown_to_whoever_reads_it_slowly() throws Exception {
        bundle(spec -> spec.withProcess(spec.process().withTerminal(true)), "seq", "1", "25000");

        assertThat(onTerminal(run() + COUNTED_SLOWLY)).isEqualTo("25000\r\n");
    }

    @Test
    void what_a_further_process_has_written_to_its_terminal_is_shown_to_whoever_reads_it_slowly() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();

        assertThat(onTerminal(execOnTerminal("seq 1 25000") + COUNTED_SLOWLY)).isEqualTo("25000\r\n");
    }

    @Test
    void a_further_process_ends_with_its_output_though_another_has_its_terminal_open() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();

        assertThat(onTerminal(execOnTerminal("trap \"\" HUP; sleep 600 & echo hello; exit 8") + "; echo rc $?"))
                .isEqualTo("hello\r\nrc 8\r\n");
    }

    private String run() {
        return String.join(" ", words("run", id));
    }

    private String execOnTerminal(String script) {
        return String.join(" ", words("exec", "-t", id, "sh", "-c", "'" + script + "'"));
    }

    /** What shows on a terminal on which a shell runs a script. */
    private String onTerminal(String script) throws IOException {
        try (Launcher launcher = Launcher.start()) {
            Command command =
                    Command.of(Path.of("/bin/sh"), "-c", script).in(folder).withEnvironment(System.getenv());
            try (Terminal terminal = launcher.spawnOnTerminal(command, 33, 99)) {
                return new String(terminal.output().readAllBytes(), UTF_8);
            }
        }
    }

    @Test
    void the_callers_processors_are_no_matter_of_the_containers() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "there is one processor alone");
        bundle("grep", "Cpus_allowed_list:", "/proc/self/status");
        String all = shell("grep Cpus_allowed_list: /proc/self/status").out();

        assertThat(shell("taskset -c 0 " + String.join(" ", words("run", id)))).isEqualTo(new Result(0, all, ""));
    }

    @Test
    void descriptors_are_handed_on() throws Exception {
        bundle("sh", "-c", "cat <&3; cat <&4");

        assertThat(shell("echo three >3; echo four >4; jrunc run --preserve-fds 2 " + id + " 3<3 4<4"))
                .isEqualTo(new Result(0, "three\nfour\n", ""));
        assertThat(jrunc("run", "--preserve-fds", "2", id).err())
                .contains("unable to stat preserved-fd 0 (of 2): no such file or directory");
    }

    @Test
    void a_further_process_answers_with_its_own_exit_and_outlives_the_command_if_it_is_detached() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();

        assertThat(jrunc("exec", id, "sh", "-c", "echo in; exit 9")).isEqualTo(new Result(9, "in\n", ""));
        assertThat(shell("jrunc exec -d --pid-file pid " + id + " sleep 601 >out 2>&1 </dev/null")
                        .code())
                .isZero();

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")));
        assertThat(ProcessHandle.of(pid)).isPresent();
    }

    @Test
    void a_container_is_a_child_of_whoever_reaps_for_the_caller() throws Exception {
        bundle("sleep", "600");

        shell("jrunc create --pid-file pid " + id + " >out 2>&1 </dev/null");

        long pid = Long.parseLong(Files.readString(folder.resolve("pid")));
        assertThat(ProcessHandle.of(pid).orElseThrow().parent())
                .hasValueSatisfying(
                        parent -> assertThat(parent.info().command().orElse("")).doesNotContain("memfd", "java"));
    }

    @Test
    void a_detached_process_is_reaped_by_whoever_reaps_for_the_caller_and_its_exit_code_is_told() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();
        try (Launcher caller = Launcher.start()) { // reaps what its commands leave behind, as conmon and a shim do
            for (String program : List.of("'exit 7'", "'sleep 2; exit 7'")) {
                String exec = String.join(" ", words("exec", "-d", "--pid-file", "pid", id, "sh", "-c", program));
                Command command = Command.of(Path.of("/bin/sh"), "-c", exec + " >out 2>&1 </dev/null");

                assertThat(caller.spawn(command.in(folder)).end().get(60, TimeUnit.SECONDS))
                        .returns(0, End::status);

                long pid = Long.parseLong(Files.readString(folder.resolve("pid")));
                assertThat(caller.watch(pid, false).end().get(60, TimeUnit.SECONDS))
                        .returns(7 << 8, End::status);
            }
        }
    }

    @Test
    void a_detached_process_that_ends_at_once_keeps_nobody_waiting() throws Exception {
        bundle("sleep", "600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();

        assertThat(timeToDetach("true")).isLessThan(timeToDetach("sleep 600").plusSeconds(4));
    }

    @Test
    void events_are_told_until_the_container_ends() throws Exception {
        bundle("sh", "-c", "echo > /tmp/ready; sleep 600");
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();
        Process events = new ProcessBuilder(words("events", "--interval", "100ms", id))
                .directory(folder.toFile())
                .start();
        String stats = "{\"type\":\"stats\",\"id\":\"" + id + "\",\"data\":{\"cpu\":{";
        for (int count = 0; count < 3; count++) {
            assertThat(line(events.getInputStream())).startsWith(stats).endsWith("}");
        }

        assertThat(jrunc("kill", id, "KILL").code()).isZero();

        assertThat(text(events.getInputStream()).lines()).allMatch(line -> line.startsWith(stats));
        assertThat(events.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(text(events.getErrorStream())).isEmpty();
        assertThat(events.exitValue()).isZero();
    }

    @Test
    void a_terminal_comes_over_the_console_socket() throws Exception {
        bundle(
                spec -> spec.withProcess(spec.process().withTerminal(true)),
                "sh",
                "-c",
                "read x; stty size; echo got $x; exit 6");
        try (Launcher peer = Launcher.start();
                DescriptorSocket socket = peer.listen(folder.resolve("console"))) {
            assertThat(shell("jrunc run -d --console-socket console " + id + " >out 2>&1 </dev/null"))
                    .isEqualTo(new Result(0, "", ""));
            try (Terminal terminal = socket.awaitTerminal(SOON)) {
                terminal.resize(33, 99);
                terminal.input().write("hey\n".getBytes(UTF_8));

                assertThat(new String(terminal.output().readAllBytes(), UTF_8))
                        .isEqualTo("hey\r\n33 99\r\ngot hey\r\n");
            }
        }
    }

    @Test
    void processes_come_over_the_pidfd_socket() throws Exception {
        bundle("sh", "-c", "trap 'exit 4' TERM; echo > /tmp/ready; while :; do sleep 0.05; done");
        try (Launcher peer = Launcher.start()) {
            Watched container;
            try (DescriptorSocket socket = peer.listen(folder.resolve("first"))) {
                assertThat(shell("jrunc run -d --pidfd-socket first --pid-file pid " + id + " >out 2>&1 </dev/null"))
                        .isEqualTo(new Result(0, "", ""));
                container = socket.awaitProcess(SOON);
            }
            assertThat(Files.readString(folder.resolve("pid"))).isEqualTo(Long.toString(container.pid()));
            try (DescriptorSocket socket = peer.listen(folder.resolve("further"))) {
                assertThat(shell("jrunc exec -d --pidfd-socket further --pid-file pid " + id
                                + " sleep 600 >out 2>&1 </dev/null"))
                        .isEqualTo(new Result(0, "", ""));
                Watched further = socket.awaitProcess(SOON);
                assertThat(Files.readString(folder.resolve("pid"))).isEqualTo(Long.toString(further.pid()));
                further.kill(Signal.KILL);
                further.end().get(60, TimeUnit.SECONDS);
            }

            await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/ready")));
            container.kill(Signal.TERM);
            container.end().get(60, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> jrunc("list").out().contains("stopped"));
        }
    }

    @Test
    void a_container_that_is_kept_stays_until_it_is_deleted() throws Exception {
        bundle("sh", "-c", "echo bye; exit 3");

        assertThat(jrunc("run", "--keep", id)).isEqualTo(new Result(3, "bye\n", ""));
        assertThat(jrunc("list", "-q")).isEqualTo(new Result(0, id + "\n", ""));
        assertThat(jrunc("state", id).out()).contains("\"status\": \"stopped\"");
        assertThat(jrunc("wait", id)).isEqualTo(new Result(3, "", ""));
        assertThat(jrunc("delete", id)).isEqualTo(new Result(0, "", ""));
        assertThat(jrunc("list", "-q")).isEqualTo(new Result(0, "", ""));
    }

    @Test
    @NeedsRoot
    @NeedsCgroupV2
    @NeedsCriu
    void a_container_is_written_to_disk_and_goes_on_when_it_is_read_back() throws Exception {
        String script = "i=0; while sleep 0.05; do i=$((i+1)); echo $i > /tmp/next; mv /tmp/next /tmp/count; done";
        bundle(JruncProgramIT::onHostNetwork, "sh", "-c", script);
        assertThat(shell("jrunc run -d " + id + " >out 2>&1 </dev/null").code()).isZero();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/count")));

        assertThat(jrunc("checkpoint", "--image-path", "image", id)).isEqualTo(new Result(0, "", ""));
        assertThat(jrunc("list", "-q").out()).isEmpty();
        long before = counted();
        assertThat(shell("jrunc restore -d --image-path image " + id + " >out 2>&1 </dev/null"))
                .isEqualTo(new Result(0, "", ""));

        await().atMost(SOON).until(() -> counted() > before);
        assertThat(jrunc("state", id).out()).contains("\"status\": \"running\"");
    }

    private long counted() throws IOException {
        return Long.parseLong(
                Files.readString(folder.resolve("rootfs/tmp/count")).strip());
    }

    /** A network namespace of its own, CRIU would lock with iptables. */
    private static Spec onHostNetwork(Spec spec) {
        return spec.withLinux(spec.linux()
                .withNamespaces(spec.linux().namespaces().stream()
                        .filter(namespace -> !namespace.type().equals(Namespace.NETWORK))
                        .toList()));
    }

    /** The shortest of two, for the machine may have been busy. */
    private Duration timeToDetach(String program) throws Exception {
        Duration shortest = SOON;
        for (int time = 0; time < 2; time++) {
            long began = System.nanoTime();
            assertThat(shell("jrunc exec -d " + id + " " + program + " >out 2>&1 </dev/null"))
                    .isEqualTo(new Result(0, "", ""));
            shortest = Collections.min(List.of(shortest, Duration.ofNanos(System.nanoTime() - began)));
        }
        return shortest;
    }

    private void bundle(String... args) {
        bundle(spec -> spec, args);
    }

    private void bundle(UnaryOperator<Spec> change, String... args) {
        TestBundle.in(folder, change, args);
    }

    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(
                List.of(PROGRAM.toString(), "--root", folder.resolve("root").toString()));
        all.addAll(List.of(words));
        return all;
    }

    private Result jrunc(String... words) throws Exception {
        return call(words(words));
    }

    /** A script that calls jrunc with the state root of the test. */
    private Result shell(String script) throws Exception {
        return call(List.of(
                "/bin/sh",
                "-c",
                "jrunc() { " + PROGRAM + " --root " + folder.resolve("root") + " \"$@\"; }; " + script));
    }

    private Result call(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        process.getOutputStream().close();
        String out = text(process.getInputStream());
        String err = text(process.getErrorStream());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), out, err);
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), UTF_8);
    }

    private static String line(InputStream stream) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
