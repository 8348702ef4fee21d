package org.ociunit.runtime.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.ContainerProcessState;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;
import org.ociunit.spec.Syscall;

/** A container about whose calls somebody else is asked: a program of the tests that listens, and answers. */
class EmbeddedListenerIT extends FilteredContainer {
    /** Unix socket paths are short: a folder of its own, with a short name. */
    @TempDir
    Path sockets;

    private Process agent;
    private BufferedReader told;

    /** Starts the program that answers, and waits until it listens. */
    private void listen(int connections, String how, long number) throws IOException {
        agent = new ProcessBuilder(
                        programs.resolve("answer_calls").toString(),
                        socket().toString(),
                        Integer.toString(connections),
                        how,
                        Long.toString(number))
                .redirectErrorStream(true)
                .start();
        told = agent.inputReader(UTF_8);
        assertThat(told.readLine()).isEqualTo("listening");
    }

    private Path socket() {
        return sockets.resolve("s");
    }

    @AfterEach
    void end_agent() {
        if (agent != null) {
            agent.destroyForcibly();
        }
    }

    private Seccomp asking(String... calls) {
        return Seccomp.of(Seccomp.ACT_ALLOW)
                .withListenerPath(socket().toString())
                .withSyscalls(List.of(Syscall.of(Seccomp.ACT_NOTIFY, calls)));
    }

    /** All that the program that answers has still to tell. */
    private List<String> rest() {
        return told.lines().toList();
    }

    @ParameterizedTest
    @CsvSource({"value, 4711, 4711", "errno, 42, errno 42", "continue, 0, 18"})
    void the_listener_decides_how_a_call_ends(String how, long number, String result) throws Exception {
        listen(1, how, number);

        assertThat(run(asking("umask"), "/make_call", number("umask"), "0")).isEqualTo(result + "\nexited with 0");
        assertThat(rest()).element(2, STRING).startsWith("call " + number("umask") + " of ");
    }

    @Test
    void the_listener_is_told_the_state_of_the_container_and_the_metadata() throws Exception {
        listen(1, "value", 1);
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("one", "\"pid\":0");
        create(
                asking("umask").withListenerMetadata("MKNOD=/dev/null; é"),
                spec -> spec.withAnnotations(annotations),
                "/make_call",
                number("umask"),
                "0");
        long pid = runtime.state(id).pid().orElseThrow();

        runtime.start(id);

        assertThat(end()).isEqualTo("1\nexited with 0");
        assertThat(rest())
                .containsExactly(
                        ("{\"ociVersion\":\"1.0.2\",\"fds\":[\"seccompFd\"],\"pid\":%d,\"metadata\":\"MKNOD=/dev/null; é\","
                                        + "\"state\":{\"ociVersion\":\"1.0.2\",\"id\":\"%s\",\"status\":\"created\",\"pid\":%d,"
                                        + "\"bundle\":\"%s\",\"annotations\":{\"one\":\"\\\"pid\\\":0\"}}}")
                                .formatted(pid, id, pid, folder),
                        "1 descriptors, then the end",
                        "call " + number("umask") + " of " + pid,
                        "over");
    }

    @Test
    void a_further_process_has_a_listener_of_its_own() throws Exception {
        listen(2, "value", 5);
        create(asking("umask"), spec -> spec, "sleep", "60");
        runtime.start(id);
        long first = runtime.state(id).pid().orElseThrow();
        assertThat(ContainerProcessState.parse(told.readLine(), "agent").pid()).isEqualTo((int) first);
        assertThat(told.readLine()).isEqualTo("1 descriptors, then the end");

        Output output = new Output();
        ExecProcess further = runtime.exec(
                id,
                process("/make_call", number("umask"), "0"),
                ExecOptions.defaults().withStdio(Stdio.to(output, stderr)));

        assertThat(further.waitFor(SOON)).hasToString("exited with 0");
        assertThat(output.whole()).isEqualTo("5\n");
        assertThat(told.readLine())
                .isEqualTo(
                        "{\"ociVersion\":\"1.0.2\",\"fds\":[\"seccompFd\"],\"pid\":%d,\"state\":{\"ociVersion\":\"1.0.2\",\"id\":\"%s\",\"status\":\"running\",\"pid\":%d,\"bundle\":\"%s\",\"annotations\":{}}}"
                                .formatted(further.pid(), id, first, folder));
        assertThat(told.readLine()).isEqualTo("1 descriptors, then the end");
        assertThat(told.readLine()).isEqualTo("call " + number("umask") + " of " + further.pid());
    }

    /** Every call there is, but write(2), which the rules keep from a listener. */
    private static String[] all() {
        return Stream.of(
                        "execve",
                        "exit_group",
                        "exit",
                        "sendmsg",
                        "sendto",
                        "recvmsg",
                        "recvfrom",
                        "futex",
                        "close",
                        "read",
                        "kill",
                        "getpid",
                        "getppid",
                        "rt_sigaction",
                        "rt_sigprocmask",
                        "rt_sigreturn",
                        "prctl",
                        "nanosleep",
                        "clock_nanosleep",
                        "sched_yield",
                        "mmap",
                        "munmap",
                        "brk",
                        "mprotect",
                        "clone",
                        "clone3",
                        "wait4",
                        "waitid",
                        "fcntl",
                        "dup",
                        "dup2",
                        "dup3",
                        "poll",
                        "ppoll",
                        "ioctl",
                        "umask",
                        "userfaultfd",
                        "openat",
                        "newfstatat",
                        "arch_prctl",
                        "set_tid_address",
                        "seccomp")
                .toArray(String[]::new);
    }

    @Test
    void a_start_comes_to_its_program_though_the_listener_is_asked_about_each_call_and_the_exec_itself()
            throws Exception {
        listen(1, "continue", 0);

        assertThat(run(asking(all()), "/make_call", number("getpid"))).isEqualTo("1\nexited with 0");

        List<String> calls = rest();
        assertThat(calls).element(2, STRING).startsWith("call " + number("execve") + " of ");
        assertThat(calls)
                .filteredOn(line -> line.startsWith("call " + number("execve") + " "))
                .hasSize(1);
    }

    @Test
    void a_further_process_comes_to_its_program_though_the_listener_is_asked_about_each_call() throws Exception {
        listen(2, "continue", 0);
        create(asking(all()), spec -> spec, "sleep", "60");
        runtime.start(id);

        Output output = new Output();
        ExecProcess further = runtime.exec(
                id,
                process("/make_call", number("getppid")),
                ExecOptions.defaults().withStdio(Stdio.to(output, stderr)));

        assertThat(further.waitFor(SOON)).hasToString("exited with 0");
        assertThat(output.whole()).isEqualTo("0\n");
    }

    @Test
    void the_container_does_not_see_who_takes_the_listener_away() throws Exception {
        listen(1, "value", 0);

        assertThat(run(asking("umask"), "sh", "-c", "cat /proc/[0-9]*/comm; ls /proc/1/fd; true"))
                .isEqualTo("sh\n0\n1\n2\nexited with 0");
    }

    @Test
    void the_program_finds_its_signals_as_they_were() throws Exception {
        listen(1, "value", 0);

        assertThat(run(asking("umask"), "cat", "/proc/self/status").lines())
                .filteredOn(line -> line.matches("(Threads|Sig(Blk|Ign|Cgt)|NoNewPrivs|Seccomp.*):.*"))
                .containsExactly(
                        "Threads:\t1",
                        "SigBlk:\t0000000000000000",
                        "SigIgn:\t0000000000000000",
                        "SigCgt:\t0000000000000000",
                        "NoNewPrivs:\t1",
                        "Seccomp:\t2",
                        "Seccomp_filters:\t1");
    }

    /** Whoever comes to a created container may leave orphans, whose ends its first process is told of. */
    @Test
    void the_ends_of_others_do_not_disturb_the_start() throws Exception {
        listen(41, "value", 0);
        create(asking("umask"), spec -> spec, "sh", "-c", "sleep 60");
        List<ExecProcess> orphaners = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            orphaners.add(
                    runtime.exec(id, process("sh", "-c", "(sleep 0.0" + i + ") & exit 0"), ExecOptions.defaults()));
        }

        runtime.start(id);

        assertThat(runtime.state(id).status()).isEqualTo(Status.RUNNING);
        assertThat(orphaners).allSatisfy(each -> assertThat(each.waitFor(SOON)).hasToString("exited with 0"));
    }

    @Test
    void a_container_among_the_machines_processes_leaves_nobody_to_be_reaped() throws Exception {
        listen(1, "value", 0);
        create(asking("umask"), EmbeddedListenerIT::withoutPidNamespace, "sleep", "60");
        long first = runtime.state(id).pid().orElseThrow();

        runtime.start(id);

        assertThat(ProcessHandle.of(first).orElseThrow().children()).isEmpty();
        assertThat(runtime.state(id).status()).isEqualTo(Status.RUNNING);
    }

    private static Spec withoutPidNamespace(Spec spec) {
        List<Namespace> others = spec.linux().namespaces().stream()
                .filter(namespace -> !namespace.type().equals(Namespace.PID))
                .toList();
        return spec.withLinux(spec.linux().withNamespaces(others))
                .withMounts(spec.mounts().stream()
                        .map(mount -> mount.destination().equals("/proc")
                                ? Mount.of("/proc", "bind", "/proc", "rbind")
                                : mount)
                        .toList());
    }

    @Test
    void a_listener_goes_with_the_flags_for_it() throws Exception {
        listen(1, "value", 9);
        List<String> flags = runtime.features().linux().seccomp().supportedFlags();

        assertThat(run(asking("umask").withFlags(flags), "/make_call", number("umask"), "0"))
                .isEqualTo("9\nexited with 0");
    }

    /* ---- failures ---- */

    @Test
    void a_start_without_anybody_who_listens_fails_by_name_and_the_program_never_runs() {
        create(asking("umask"), spec -> spec, "echo", "ran");

        assertThatThrownBy(() -> runtime.start(id))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not start container %s.
                        Why: send the listener to %s (linux.seccomp.listenerPath): ENOENT (no such file or folder)
                        Fix: let a program listen on a stream socket at that path before the container is started.""".formatted(id, socket()));
        assertThat(end()).doesNotContain("ran");
        assertThat(runtime.state(id).status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void a_start_at_whose_socket_nobody_listens_any_more_fails_by_name() throws Exception {
        try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(socket()));
        }
        create(asking("umask"), spec -> spec, "true");

        assertThatThrownBy(() -> runtime.start(id)).hasMessage("""
                        Could not start container %s.
                        Why: send the listener to %s (linux.seccomp.listenerPath): ECONNREFUSED (nobody listens)
                        Fix: let a program listen on a stream socket at that path before the container is started.""".formatted(id, socket()));
        assertThat(runtime.waitFor(id, SOON).code()).isNotZero();
    }

    @Test
    void an_exec_without_anybody_who_listens_fails_by_name_and_the_container_goes_on() throws Exception {
        listen(1, "value", 0);
        create(asking("umask"), spec -> spec, "sleep", "60");
        runtime.start(id);
        long first = runtime.state(id).pid().orElseThrow();
        Files.delete(socket());

        assertThatThrownBy(() -> exec(process("echo", "ran")))
                .isInstanceOf(StepFailedException.class)
                .hasMessage("""
                        Could not exec container %s.
                        Why: send the listener to %s (linux.seccomp.listenerPath): ENOENT (no such file or folder)
                        Fix: let a program listen on a stream socket at that path before the container is started.""".formatted(id, socket()));
        assertThat(runtime.state(id).status()).isEqualTo(Status.RUNNING);
        // The end of a process is seen a moment after its failure; what is not reaped stays.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(childrenAndMembers(first)).containsExactly(first));
    }

    /** A process, its children with those that nobody has reaped, and who else is in its pid namespace. */
    private static List<Long> childrenAndMembers(long pid) {
        String own = pidNamespace(pid);
        return ProcessHandle.allProcesses()
                .filter(other -> other.pid() == pid
                        || other.parent()
                                .map(ProcessHandle::pid)
                                .filter(parent -> parent == pid)
                                .isPresent()
                        || pidNamespace(other.pid()).equals(own))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String pidNamespace(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns/pid"))
                    .toString();
        } catch (IOException goneOrAnothers) {
            return "none of " + pid;
        }
    }

    /** Limits are root's to set. */
    @NeedsRoot
    @Test
    void a_container_of_one_process_at_most_cannot_have_its_listener_taken_away() throws Exception {
        listen(1, "value", 0);
        create(
                asking("umask"),
                spec -> spec.withLinux(
                        spec.linux().withResources(LinuxResources.empty().withPids(Pids.of(1)))),
                "true");

        assertThatThrownBy(() -> runtime.start(id)).hasMessage("""
                        Could not start container %s.
                        Why: load the filter with a listener (linux.seccomp): EAGAIN (not now: a limit on processes may be reached)
                        Fix: allow one process more (linux.resources.pids.limit, RLIMIT_NPROC): it takes the listener away.""".formatted(id));
    }

    @Test
    void a_profile_that_asks_nobody_is_refused() {
        assertThatThrownBy(() -> create(asking("umask").withListenerPath(null), spec -> spec, "true"))
                .hasMessageContaining("linux.seccomp.listenerPath");
    }
}
