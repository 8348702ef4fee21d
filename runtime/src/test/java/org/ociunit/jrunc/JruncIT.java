package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.StateDocument;

/** Containers by the command line, in a state root of their own. */
@Timeout(120)
class JruncIT {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final String id = "jrunc-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();

    @AfterEach
    void leave_nothing() {
        assertThat(call("delete", "--force", id)).isEqualTo(new Called(0, "", ""));
        assertThat(Traces.of(id)).isEmpty();
    }

    private Called call(String... words) {
        return call(Map.of(), words);
    }

    private Called call(Map<String, String> environment, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "--root";
        all[1] = folder.resolve("root").toString();
        System.arraycopy(words, 0, all, 2, words.length);
        return Called.with(environment, folder, "", all);
    }

    private Called create(String... args) {
        TestBundle.in(folder, args);
        return call("create", "--pid-file", "pid", id);
    }

    private StateDocument state() {
        return StateDocument.parse(call("state", id).out(), "state");
    }

    private void awaitStatus(String status) {
        await().atMost(SOON).until(() -> state().status().equals(status));
    }

    @Test
    void a_container_lives_from_create_to_delete() throws Exception {
        assertThat(create("sleep", "60")).isEqualTo(new Called(0, "", ""));
        String pid = Files.readString(folder.resolve("pid"));
        StateDocument created = state();

        assertThat(created.status()).isEqualTo("created");
        assertThat(created.pid()).isEqualTo(Integer.parseInt(pid));
        assertThat(created.bundle()).isEqualTo(folder.toString());
        assertThat(created.rootfs()).isEqualTo(folder.resolve("rootfs").toString());
        assertThat(call("list", "-q")).isEqualTo(new Called(0, id + "\n", ""));
        assertThat(call("list").out()).contains(id).contains(pid).contains("created");
        assertThat(call("list", "-f", "json").out())
                .startsWith("[{\"ociVersion\":\"1.3.0\",\"id\":\"" + id + "\",\"pid\":" + pid);

        assertThat(call("start", id)).isEqualTo(new Called(0, "", ""));
        assertThat(state().status()).isEqualTo("running");
        assertThat(call("start", id))
                .isEqualTo(new Called(1, "", Called.error("cannot start an already running container")));
        assertThat(call("delete", id).err())
                .isEqualTo(Called.error("cannot delete container " + id + " that is not stopped: running"));

        assertThat(call("kill", id, "KILL")).isEqualTo(new Called(0, "", ""));
        assertThat(call("wait", id)).isEqualTo(new Called(137, "", ""));
        awaitStatus("stopped");
        assertThat(state().pid()).isZero();
        assertThat(call("kill", id)).isEqualTo(new Called(1, "", Called.error("container not running")));
        assertThat(call("start", id))
                .isEqualTo(new Called(1, "", Called.error("cannot start a container that has stopped")));

        assertThat(call("delete", id)).isEqualTo(new Called(0, "", ""));
        assertThat(call("state", id)).isEqualTo(new Called(1, "", Called.error("container does not exist")));
        assertThat(call("list", "-f", "json")).isEqualTo(new Called(0, "null\n", ""));
    }

    @Test
    void a_further_process_ends_as_its_program_does() {
        create("sleep", "60");
        call("start", id);

        assertThat(call("exec", id, "sh", "-c", "exit 5")).isEqualTo(new Called(5, "", ""));
        assertThat(call("exec", id, "sh", "-c", "kill -9 $$")).isEqualTo(new Called(137, "", ""));
        assertThat(call("exec", "-e", "A=b", "--cwd", "/tmp", id, "sh", "-c", "test \"$A$PWD\" = b/tmp"))
                .isEqualTo(new Called(0, "", ""));
        assertThat(call("exec", id, "no-such-program"))
                .isEqualTo(new Called(
                        255,
                        "",
                        Called.error("exec failed: unable to start container process: exec: \\\"no-such-program\\\":"
                                + " executable file not found in $PATH")));
    }

    @Test
    void readiness_goes_on_to_whoever_supervises_with_the_pid_that_he_is_to_look_after() throws Exception {
        Path supervisor = Path.of(folder + "-supervisor");
        TestBundle.in(folder, "perl", "-MIO::Socket::UNIX", "-e", """
                $to = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $ENV{NOTIFY_SOCKET}) or die $!;
                $to->send("STATUS=warming up"); $to->send("STATUS=warm\nREADY=1\n"); sleep 60""");
        Process listening = new ProcessBuilder("perl", "-MIO::Socket::UNIX", "-e", """
                $| = 1;
                $from = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die $!;
                print "listening\n";
                for (1 .. 2) { $from->recv($words, 4096); print "$words\n" }""", supervisor.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader told = listening.inputReader()) {
            assertThat(told.readLine()).isEqualTo("listening");
            Map<String, String> environment = Map.of("NOTIFY_SOCKET", supervisor.toString());

            assertThat(call(environment, "create", "--pid-file", "pid", id)).isEqualTo(new Called(0, "", ""));
            assertThat(call(environment, "start", id)).isEqualTo(new Called(0, "", ""));

            String pid = Files.readString(folder.resolve("pid"));
            assertThat(told.lines()).containsExactly("READY=1", "MAINPID=" + pid, "", "BARRIER=1");
        } finally {
            listening.destroyForcibly().waitFor();
            Files.deleteIfExists(supervisor);
        }
    }

    @Test
    void a_supervisor_that_is_not_there_is_no_hindrance() {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", folder + "-nobody");
        TestBundle.in(folder, "true");
        call(environment, "create", id);

        assertThat(call(environment, "start", id))
                .isEqualTo(new Called(
                        0, "", Called.warning("unable to notify " + folder + "-nobody of the readiness: ENOENT")));
    }

    @Test
    void a_program_that_cannot_be_executed_is_told_as_its_own_last_word() throws Exception {
        TestBundle.in(folder, "/program");
        Path program = Files.writeString(folder.resolve("rootfs/program"), "#!/no-such-interpreter\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(call("run", id)).isEqualTo(new Called(1, "", "exec /program: no such file or directory\n"));
    }

    @Test
    @NeedsRoot
    void a_container_of_which_not_all_processes_can_be_killed_is_warned_of() {
        TestBundle.in(
                folder,
                spec -> spec.withLinux(spec.linux()
                        .withNamespaces(spec.linux().namespaces().stream()
                                .filter(namespace -> !namespace.type().equals(Namespace.PID))
                                .toList())),
                "true");

        assertThat(call("--cgroup-manager", "disabled", "create", id))
                .isEqualTo(new Called(
                        0,
                        "",
                        Called.warning("Such configuration is strongly discouraged: " + id
                                + ": it has neither a pid namespace of its own nor a control group: not all of its"
                                + " processes can be killed")));
    }

    @Test
    @NeedsRoot
    void a_container_without_control_groups_has_its_callers() throws Exception {
        TestBundle.in(folder, "sleep", "60");

        assertThat(call("--cgroup-manager", "disabled", "create", "--pid-file", "pid", id))
                .isEqualTo(new Called(0, "", ""));

        Path init = Path.of("/proc", Files.readString(folder.resolve("pid")), "cgroup");
        assertThat(init).hasSameTextualContentAs(Path.of("/proc/self/cgroup"));
        assertThat(call("pause", id).err()).contains("whoever made it wanted none");
    }

    @Test
    void what_is_not_there_is_told_in_runcs_words() {
        assertThat(call("start", id)).isEqualTo(new Called(1, "", Called.error("container does not exist")));
        assertThat(call("exec", id, "true"))
                .isEqualTo(new Called(255, "", Called.error("exec failed: container does not exist")));
        assertThat(call("delete", id)).isEqualTo(new Called(1, "", Called.error("container does not exist")));
    }

    @Test
    void a_name_is_taken_once_and_a_signal_has_a_name() {
        create("sleep", "60");

        assertThat(call("create", id).err())
                .endsWith(Called.error("jrunc create failed: container with given ID already exists"));
        assertThat(call("kill", id, "BOGUS").err()).isEqualTo(Called.error("unknown signal \\\"BOGUS\\\""));
        assertThat(call("kill", id, "99").err())
                .isEqualTo(Called.error(
                        "unable to signal init: invalid argument: signal 99, which takes a number from 0 to 64"));
        assertThat(call("kill", id, "0")).isEqualTo(new Called(0, "", ""));
        assertThat(call("resume", id).err()).isEqualTo(Called.error("container not paused"));
    }

    @Test
    void a_container_that_is_run_ends_as_its_program_does_and_is_gone() {
        TestBundle.in(folder, "sh", "-c", "exit 3");

        assertThat(call("run", id)).isEqualTo(new Called(3, "", ""));
        assertThat(call("list", "-q")).isEqualTo(new Called(0, "", ""));
    }

    @Test
    void a_container_that_is_kept_is_there_after_its_end() {
        TestBundle.in(folder, "sh", "-c", "exit 3");

        assertThat(call("run", "--keep", id)).isEqualTo(new Called(3, "", ""));
        assertThat(state().status()).isEqualTo("stopped");
    }

    @Test
    void a_container_that_is_detached_runs_on() {
        TestBundle.in(folder, "sleep", "60");

        assertThat(call("run", "--detach", id)).isEqualTo(new Called(0, "", ""));
        assertThat(state().status()).isEqualTo("running");
    }

    @Test
    void a_container_that_waits_for_its_start_ends_as_an_ordinary_process_does() {
        create("sleep", "60");

        assertThat(call("kill", id, "TERM")).isEqualTo(new Called(0, "", ""));
        assertThat(call("wait", id)).isEqualTo(new Called(143, "", ""));
    }

    @Test
    void what_waits_for_its_start_holds_nothing_of_what_has_made_it() throws Exception {
        create("sleep", "60");
        Path descriptors = Path.of("/proc", Files.readString(folder.resolve("pid")), "fd");

        try (Stream<Path> links = Files.list(descriptors)) {
            assertThat(links.map(JruncIT::target))
                    .allMatch(target -> target.matches("/dev/null|(pipe|socket):.*|/memfd:ociunit-page .*"));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @NeedsRoot
    void a_kill_without_a_pid_namespace_ends_all_though_the_first_process_has_ended() throws Exception {
        TestBundle.in(
                folder,
                spec -> spec.withLinux(spec.linux()
                        .withNamespaces(spec.linux().namespaces().stream()
                                .filter(namespace -> !namespace.type().equals(Namespace.PID))
                                .toList())),
                "sleep",
                "60");
        call("create", "--pid-file", "pid", id);
        call("start", id);
        assertThat(call("exec", "--detach", "--pid-file", "further", id, "sleep", "61"))
                .isEqualTo(new Called(0, "", ""));
        ProcessHandle further = process("further");

        process("pid").destroyForcibly();
        awaitStatus("stopped");
        assertThat(further.isAlive()).isTrue();
        assertThat(call("kill", id, "KILL")).isEqualTo(new Called(0, "", ""));
        await().atMost(SOON).until(() -> !further.isAlive());
        assertThat(call("kill", id, "KILL")).isEqualTo(new Called(1, "", Called.error("container not running")));
    }

    private ProcessHandle process(String file) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve(file))))
                .orElseThrow();
    }

    @Test
    void the_steps_that_make_a_container_are_shown_and_not_taken() {
        TestBundle.in(folder, "sleep", "60");

        assertThat(call("explain", id).out()).startsWith("  1 launcher ").contains(" execute ");
        assertThat(call("list", "-q")).isEqualTo(new Called(0, "", ""));
    }
}
