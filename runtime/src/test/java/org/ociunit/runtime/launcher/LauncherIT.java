package org.ociunit.runtime.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;
import org.ociunit.runtime.testkit.NeedsRoot;

@Timeout(60)
class LauncherIT {
    private static final Path SHELL = Path.of("/bin/sh");

    private static Launcher launcher;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        launcher = Launcher.start();
    }

    @AfterAll
    static void close() {
        launcher.close();
    }

    @Nested
    class A_command {
        @Test
        void gets_its_arguments_environment_folder_and_pipes() throws Exception {
            Spawned command =
                    launcher.spawn(Command.of(SHELL, "-c", "cat; echo $0 $A; pwd; echo oops >&2; exit 3", "zero")
                            .withEnvironment(Map.of("A", "b c"))
                            .in(folder));

            command.stdin().write("typed\n".getBytes(UTF_8));
            command.stdin().close();

            assertThat(text(command.stdout())).isEqualTo("typed\nzero b c\n" + folder + "\n");
            assertThat(text(command.stderr())).isEqualTo("oops\n");
            assertThat(code(command)).isEqualTo(3);
        }

        @Test
        void holds_no_descriptor_but_its_own() throws Exception {
            Spawned other = launcher.spawn(Command.of(Path.of("/bin/sleep"), "30"));

            Spawned command = shell("for fd in /proc/$$/fd/*; do echo ${fd##*/}; done");

            // 10 is the shell's own copy of its script's terminal, where a shell makes one
            assertThat(text(command.stdout()).lines())
                    .containsAll(List.of("0", "1", "2"))
                    .hasSizeLessThanOrEqualTo(4);
            other.killGroup(Signal.KILL);
            assertThat(exit(other).signal()).contains(Signal.KILL);
        }

        @Test
        void that_is_missing_is_a_failed_step_with_the_kernels_answer() {
            assertThatThrownBy(() -> launcher.spawn(Command.of(Path.of("/no/program"))))
                    .isInstanceOf(StepFailedException.class)
                    .hasMessage("""
                            Could not start /no/program.
                            Why: execute /no/program: ENOENT (no such file or folder)""");
        }

        @Test
        void whose_folder_is_missing_is_a_failed_step() {
            assertThatThrownBy(() -> launcher.spawn(Command.of(SHELL).in(Path.of("/no/folder"))))
                    .hasMessage("""
                            Could not start /bin/sh.
                            Why: change to folder /no/folder: ENOENT (no such file or folder)""");
        }

        @Test
        void that_a_signal_ends_tells_the_signal_and_not_a_code() throws Exception {
            assertThat(exit(shell("kill -KILL $$")).signal()).contains(Signal.KILL);
            assertThat(exit(shell("exit 137")).signal()).isEmpty();
            assertThat(exit(shell("exit 137")).code()).isEqualTo(137);
        }

        @Test
        void with_more_arguments_than_fit_is_refused_and_the_launcher_goes_on() throws Exception {
            String tooLong = "x".repeat(FrameWriter.LONGEST);
            String longer = "x".repeat(3 << 20);

            assertThatThrownBy(() -> launcher.spawn(Command.of(SHELL, tooLong)))
                    .hasMessageStartingWith("Could not ask the launcher for a process.\nWhy: ");
            assertThatThrownBy(() -> launcher.spawn(Command.of(SHELL, longer))).hasMessage("""
                    Could not start /bin/sh.
                    Why: execute /bin/sh: E2BIG (arguments and environment too long)""");
            assertThat(code(shell("exit 4"))).isEqualTo(4);
        }

        @Test
        void ends_with_its_whole_process_group() throws Exception {
            Spawned command = shell("sleep 30 & echo $!; wait");
            long child = Long.parseLong(line(command.stdout()));

            command.killGroup(Signal.KILL);

            assertThat(exit(command).signal()).contains(Signal.KILL);
            awaitGone(child);
        }

        @Test
        void meets_the_default_of_every_signal_that_java_or_the_launcher_has_changed() throws Exception {
            Spawned command = shell("grep -E '^Sig(Blk|Ign)' /proc/self/status");

            assertThat(text(command.stdout())).isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
        }

        @Test
        void runs_beside_many_others_and_leaves_no_descriptor_behind() throws Exception {
            long before = descriptors(); // of which some may belong to a test before, and go

            List<Integer> codes = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(number -> shell("echo " + number + "; exit " + number % 7))
                    .map(LauncherIT::drained)
                    .toList();

            assertThat(codes)
                    .isEqualTo(IntStream.range(0, 200)
                            .mapToObj(number -> number % 7)
                            .toList());
            await().atMost(Duration.ofSeconds(5)).until(() -> descriptors() <= before);
        }
    }

    @Nested
    class A_watched_process {
        @Test
        void that_lost_its_parent_still_tells_its_status() throws Exception {
            long orphan = orphanOf("sleep 0.5; exit 42");

            assertThat(code(launcher.watch(orphan, false))).isEqualTo(42);
        }

        @Test
        void that_has_ended_before_it_was_asked_for_still_tells_its_status() throws Exception {
            long orphan = orphanOf("sleep 0.1; exit 43");
            awaitGone(orphan);

            assertThat(code(launcher.watch(orphan, false))).isEqualTo(43);
        }

        @Test
        void of_a_container_has_its_end_written_down() throws Exception {
            for (String program : List.of("sleep 0.5; exit 45", "exit 45")) {
                Path state = Files.createTempDirectory(folder, "state");
                long orphan = orphanOf(program);
                if (program.equals("exit 45")) {
                    awaitGone(orphan);
                }

                assertThat(code(launcher.watch(orphan, state))).isEqualTo(45);

                assertThat(state.resolve("exit")).content().endsWith((45 << 8) + "\n");
            }
        }

        @Test
        void can_be_killed_alone() throws Exception {
            Watched orphan = launcher.watch(orphanOf("sleep 30"), false);

            orphan.kill(Signal.TERM);

            assertThat(exit(orphan.end().get(5, TimeUnit.SECONDS).status()).signal())
                    .contains(Signal.TERM);
        }

        @Test
        void that_is_somebody_elses_child_tells_that_it_has_ended() throws Exception {
            Process stranger = new ProcessBuilder("/bin/sh", "-c", "read x; exit 5").start();
            Watched watched = launcher.watch(stranger.pid(), true);
            assertThat(watched.end()).isNotDone();

            stranger.getOutputStream().close();

            assertThat(watched.end().get(5, TimeUnit.SECONDS).status()).isEqualTo(kernelTells() ? 5 << 8 : End.UNKNOWN);
        }

        @Test
        void tells_what_it_was_called_when_it_ended() throws Exception {
            for (String name : List.of("short", "fifteen-letters")) {
                Path program = Files.createSymbolicLink(folder.resolve(name), Path.of("/bin/sh"));

                End end = launcher.spawn(Command.of(program, "-c", "exit 3"))
                        .end()
                        .get(5, TimeUnit.SECONDS);

                assertThat(end).isEqualTo(new End(3 << 8, name));
            }
        }

        @Test
        void that_is_not_there_is_refused() {
            assertThatThrownBy(() -> launcher.watch(4_194_305, false)).hasMessage("""
                    Could not watch process 4194305.
                    Why: watch process: ESRCH (no such process)""");
        }

        @Test
        void can_come_as_a_pidfd_over_a_socket() throws Exception {
            long orphan = orphanOf("sleep 0.5; exit 44");

            try (DescriptorSocket socket = launcher.listen(folder.resolve("pidfd"))) {
                launcher.sendProcess("Could not send it.", orphan, socket.path(), "init");

                assertThat(code(socket.awaitProcess(Duration.ofSeconds(5)))).isEqualTo(44);
            }
        }

        @Test
        void is_not_made_of_a_descriptor_that_is_none() throws Exception {
            Path file = Files.createFile(folder.resolve("file"));
            try (DescriptorSocket socket = launcher.listen(folder.resolve("pidfd"))) {
                launcher.sendFile(file, socket.path(), "init");

                assertThatThrownBy(() -> socket.awaitProcess(Duration.ofSeconds(5)))
                        .hasMessage("""
                        Could not use the descriptor that came over %s.
                        Why: it is no pidfd.""".formatted(socket.path()));
            }
        }
    }

    @Nested
    class A_terminal {
        @Test
        void is_relayed_and_resized() throws Exception {
            try (Terminal terminal = launcher.spawnOnTerminal(
                    Command.of(SHELL, "-c", "stty size; read x; stty size; echo got $x"), 40, 100)) {
                assertThat(line(terminal.output())).isEqualTo("40 100\r");

                terminal.resize(50, 120);
                terminal.input().write("hey\n".getBytes(UTF_8));

                assertThat(text(terminal.output())).isEqualTo("hey\r\n50 120\r\ngot hey\r\n");
            }
        }

        @Test
        void carries_more_than_its_pipes_hold() throws Exception {
            try (Terminal terminal = launcher.spawnOnTerminal(Command.of(SHELL, "-c", "seq 1 50000 | cat"), 24, 80)) {
                Thread.sleep(300); // Nobody reads meanwhile, and the launcher goes on.
                assertThat(code(drainedCommand("exit 6"))).isEqualTo(6);

                assertThat(text(terminal.output()).lines()).hasSize(50_000).endsWith("50000");
            }
        }

        @Test
        void ends_with_all_that_was_written_when_it_is_let_go_of_whoever_has_it_open() throws Exception {
            Command command = Command.of(SHELL, "-c", "trap '' HUP; sleep 600 & seq 1 10000; echo > done");
            Terminal terminal = launcher.spawnOnTerminal(command.in(folder), 24, 80);
            await().until(() -> Files.exists(folder.resolve("done")));

            terminal.close();

            assertThat(text(terminal.output()).lines()).hasSize(10_000).endsWith("10000");
        }
    }

    @Nested
    class A_socket_for_a_descriptor {
        @Test
        void gives_up_in_time_when_nobody_comes() {
            try (DescriptorSocket socket = launcher.listen(folder.resolve("socket"))) {
                assertThatThrownBy(() -> socket.awaitTerminal(Duration.ofMillis(50)))
                        .isInstanceOf(DeadlineExceededException.class)
                        .hasMessage("""
                                No descriptor came over %s.
                                Why: it did not happen within 50 ms.""".formatted(socket.path()));
            }
            assertThat(folder.resolve("socket")).doesNotExist();
        }

        @Test
        void leaves_no_descriptor_behind_when_nobody_came() throws Exception {
            long before = descriptors(); // of which some may belong to a test before, and go

            for (int i = 0; i < 20; i++) {
                launcher.listen(folder.resolve("socket-" + i)).close();
            }

            await().atMost(Duration.ofSeconds(5)).until(() -> descriptors() <= before);
        }

        @Test
        void is_refused_where_its_path_is_too_long_for_the_kernel() {
            Path path = folder.resolve("x".repeat(108));

            assertThatThrownBy(() -> launcher.listen(path)).hasMessage("""
                    Could not listen on %s.
                    Why: listen %s: ENAMETOOLONG (name too long)""".formatted(path, path));
        }
    }

    @Nested
    class A_removal {
        @Test
        void takes_the_tree_and_nothing_behind_its_links() throws Exception {
            Path outside = Files.createDirectory(folder.resolve("outside"));
            Files.writeString(outside.resolve("sentinel"), "here");
            Path tree = Files.createDirectories(folder.resolve("tree/a/b/c"))
                    .getParent()
                    .getParent()
                    .getParent();
            Files.createSymbolicLink(tree.resolve("a/link"), outside);
            Files.createSymbolicLink(tree.resolve("a/b/dangling"), Path.of("/no/where"));
            for (int i = 0; i < 500; i++) {
                Files.writeString(tree.resolve("a/file-" + i), "x");
            }
            Files.setPosixFilePermissions(tree.resolve("a/b/c"), java.util.Set.of());

            launcher.remove(tree);

            assertThat(tree).doesNotExist();
            assertThat(outside.resolve("sentinel")).hasContent("here");
        }

        @Test
        void takes_a_tree_that_is_deeper_than_any_stack() throws Exception {
            Path tree = folder.resolve("tree");
            Files.createDirectories(folder.resolve("tree" + "/a".repeat(1900)));

            launcher.remove(tree);

            assertThat(tree).doesNotExist();
        }

        @Test
        void takes_folders_that_their_owner_may_not_read() throws Exception {
            Path closed =
                    Files.createDirectories(folder.resolve("tree/closed/inner")).getParent();
            Files.setPosixFilePermissions(closed, java.util.Set.of());

            launcher.remove(folder.resolve("tree"));

            assertThat(folder.resolve("tree")).doesNotExist();
        }

        @Test
        void of_a_tree_that_is_not_there_does_nothing() {
            launcher.remove(folder.resolve("nothing"));
        }
    }

    @Nested
    class The_launcher {
        @Test
        void runs_from_a_sealed_copy_that_has_no_name() throws IOException {
            Path program = Path.of("/proc/" + launcher.pid() + "/exe");

            assertThat(Files.readSymbolicLink(program)).hasToString("/memfd:ociunit-launcher (deleted)");
            assertThatThrownBy(() -> Files.newOutputStream(program)).isInstanceOf(IOException.class);
        }

        @Test
        void refuses_to_run_without_its_channel() throws Exception {
            Process alone = new ProcessBuilder("/proc/" + launcher.pid() + "/exe")
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();

            assertThat(alone.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(alone.exitValue()).isEqualTo(2);
        }

        @Test
        void ends_all_that_it_started_and_does_what_it_holds() throws Exception {
            Path done = folder.resolve("done");
            Path tree = Files.createDirectories(folder.resolve("tree/with/folders"))
                    .getParent()
                    .getParent();
            Launcher other = Launcher.start();
            Spawned command = other.spawn(Command.of(SHELL, "-c", "setsid sleep 31 & echo $!; exec sleep 32"));
            long runaway = Long.parseLong(line(command.stdout()));
            other.hold(Command.of(SHELL, "-c", "echo done >" + done).withGrace(Duration.ofSeconds(5)), List.of(tree));

            other.close();

            awaitGone(command.pid());
            awaitGone(runaway);
            assertThat(done).hasContent("done");
            assertThat(tree).doesNotExist();
            assertThatThrownBy(() -> other.spawn(Command.of(SHELL))).hasMessage("""
                    Could not open the streams of /bin/sh.
                    Why: the launcher has gone: it was closed or killed, and what it had begun has ended too.
                    Fix: try again: another launcher takes its place.""");
        }

        @Test
        void leaves_alive_what_is_to_be_kept() throws Exception {
            Launcher other = Launcher.start();
            Spawned parent = other.spawn(
                    Command.of(SHELL, "-c", "sleep 35 >/dev/null 2>&1 </dev/null & echo $!; sleep 36 & exit 0"));
            long kept = Long.parseLong(line(parent.stdout()));
            parent.end().get(5, TimeUnit.SECONDS);
            other.watch(kept, true);

            other.close();

            assertThat(lives(kept)).isTrue();
            ProcessHandle.of(kept).orElseThrow().destroyForcibly();
        }

        @Test
        void lets_a_command_finish_for_as_long_as_its_grace() throws Exception {
            Path done = folder.resolve("done");
            Launcher other = Launcher.start();
            other.spawn(Command.of(SHELL, "-c", "sleep 0.3; echo done >" + done).withGrace(Duration.ofSeconds(10)));

            other.close();

            assertThat(done).hasContent("done");
        }

        @Test
        void does_not_do_what_was_taken_back() {
            Path done = folder.resolve("done");
            Launcher other = Launcher.start();
            Held word = other.hold(
                    Command.of(SHELL, "-c", "echo done >" + done).withGrace(Duration.ofSeconds(5)), List.of());

            word.close();
            other.close();

            assertThat(done).doesNotExist();
        }

        @Test
        void whose_jvm_is_killed_leaves_nothing() throws Exception {
            Path done = folder.resolve("done");
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Doomed.class.getName(),
                            done.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long started = Long.parseLong(line(jvm.getInputStream()));

            jvm.destroyForcibly();

            awaitGone(started);
            await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(done));
        }

        @Test
        void that_is_killed_takes_its_commands_along() throws Exception {
            Launcher other = Launcher.start();
            Spawned command = other.spawn(Command.of(Path.of("/bin/sleep"), "33"));

            ProcessHandle.of(other.pid()).orElseThrow().destroyForcibly();

            awaitGone(command.pid());
            assertThatThrownBy(() -> command.end().get(5, TimeUnit.SECONDS))
                    .hasMessageContaining("The launcher has gone.");
        }
    }

    @Test
    @NeedsRoot
    void a_launcher_that_has_gone_is_not_looked_for_by_its_number() throws Exception {
        Launcher gone = Launcher.start();
        ProcessHandle.of(gone.pid()).orElseThrow().destroyForcibly();
        awaitGone(gone.pid());
        Process successor = withNumber(gone.pid());
        try {
            gone.close();

            assertThat(successor.waitFor(1, TimeUnit.SECONDS)).as("has ended").isFalse();
        } finally {
            successor.destroyForcibly();
        }
    }

    /** Another process may take each number before: it is tried until it is this one's. */
    private static Process withNumber(long pid) throws IOException {
        for (int tries = 0; tries < 200; tries++) {
            Files.writeString(Path.of("/proc/sys/kernel/ns_last_pid"), Long.toString(pid - 1));
            Process process = new ProcessBuilder("sleep", "60").start();
            if (process.pid() == pid) {
                return process;
            }
            process.destroyForcibly();
        }
        return abort("nobody got the number " + pid + " once more");
    }

    /** A JVM that will be killed: it tells the pid of what it has started, and leaves word. */
    static final class Doomed {
        public static void main(String[] arguments) {
            Launcher launcher = Launcher.start();
            launcher.hold(
                    Command.of(SHELL, "-c", "echo done >" + arguments[0]).withGrace(Duration.ofSeconds(5)), List.of());
            System.out.println(
                    launcher.spawn(Command.of(Path.of("/bin/sleep"), "34")).pid());
            System.out.flush();
            while (true) {
                java.util.concurrent.locks.LockSupport.park();
            }
        }
    }

    /** Linux tells the status of a process that somebody else has reaped since 6.15. */
    private static boolean kernelTells() {
        String[] numbers = Host.current().kernel().split("[^0-9]+");
        int major = Integer.parseInt(numbers[0]);
        return major > 6 || major == 6 && Integer.parseInt(numbers[1]) >= 15;
    }

    @Test
    void what_was_said_last_counts_although_nobody_reads_the_answers_any_more() throws Exception {
        Path done = folder.resolve("done-" + System.nanoTime());
        Step touch = Step.of(Opcode.CALL, "/usr/bin/touch", List.of("touch", done.toString()), List.of(), 5000);
        Process other = LauncherProgram.start();
        DataInputStream replies = new DataInputStream(other.getInputStream());
        assertThat(Reply.read(replies).kind()).isEqualTo(Reply.Kind.HELLO);
        List<Step> word = ForkSteps.withoutStreams(List.of(touch), Duration.ofSeconds(5));
        say(other, FrameWriter.frame(5, FrameWriter.HOLD, word));
        assertThat(Reply.read(replies).kind()).isEqualTo(Reply.Kind.DONE);

        signal(other, "STOP");
        say(other, FrameWriter.frame(5, FrameWriter.DROP, List.of()));
        replies.close();
        other.getOutputStream().close();
        signal(other, "CONT");

        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(done).doesNotExist();
    }

    private static void say(Process to, byte[] frame) throws IOException {
        to.getOutputStream().write(frame);
        to.getOutputStream().flush();
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static Spawned shell(String script) {
        return launcher.spawn(Command.of(SHELL, "-c", script));
    }

    /** A process whose parent has ended, so that it has become the launcher's child. Until then it waits: a shell reaps. */
    private static long orphanOf(String script) throws Exception {
        Spawned parent = shell("exec 3<&0; sh -c 'read go; " + script + "' >/dev/null 2>&1 <&3 & echo $!");
        long orphan = Long.parseLong(line(parent.stdout()));
        parent.end().get(5, TimeUnit.SECONDS);
        parent.stdin().close();
        return orphan;
    }

    private static int drained(Spawned command) {
        try {
            command.stdin().close();
            text(command.stdout());
            text(command.stderr());
            return code(command);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Spawned drainedCommand(String script) {
        Spawned command = shell(script);
        drained(command);
        return command;
    }

    private static Exit exit(int status) {
        return new Exit(status, false, java.time.Instant.EPOCH);
    }

    private static Exit exit(Spawned command) throws Exception {
        return exit(command.end().get(10, TimeUnit.SECONDS).status());
    }

    private static int code(Spawned command) throws Exception {
        return exit(command).code();
    }

    private static int code(Watched process) throws Exception {
        return exit(process.end().get(10, TimeUnit.SECONDS).status()).code();
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    private static String line(InputStream stream) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next; (next = stream.read()) >= 0 && next != '\n'; ) {
            line.append((char) next);
        }
        return line.toString();
    }

    private static void awaitGone(long pid) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(15))
                .until(() -> !lives(pid));
    }

    /** A process that has ended and was not reaped yet does not live. */
    private static boolean lives(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    private static long descriptors() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/" + launcher.pid() + "/fd"))) {
            return descriptors.count();
        }
    }
}
