package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.seccomp.Architecture;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.spec.Capabilities;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Spec;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;
import org.ociunit.spec.User;

/** What the kernel does with a filter that is loaded into a container. */
class EmbeddedSeccompIT extends FilteredContainer {
    private static final String STATUS =
            "grep -E '^(NoNewPrivs|Seccomp|Seccomp_filters|CapEff|CapBnd|Uid):' /proc/self/status";

    private static Seccomp allowing(Syscall... rules) {
        return Seccomp.of(Seccomp.ACT_ALLOW).withSyscalls(List.of(rules));
    }

    @ParameterizedTest
    @CsvSource({"42, 42", ", 1", "0, 0"})
    void an_error_number_is_the_rules_own_or_eperm(Long errno, String told) {
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat").withErrnoRet(errno));

        assertThat(run(filter, "/make_call", number("mkdirat"), "-100", "/tmp/made", "0"))
                .isEqualTo((told.equals("0") ? "0" : "errno " + told) + "\nexited with 0");
    }

    @Test
    void what_is_not_listed_fails_with_the_default_number_and_what_is_newer_is_unknown() {
        Seccomp filter = Seccomp.of(Seccomp.ACT_ERRNO)
                .withDefaultErrnoRet(7L)
                .withSyscalls(Seccomp.containerDefault(null).syscalls());

        assertThat(run(
                        filter.withArchitectures(List.of()),
                        "sh",
                        "-c",
                        "/make_call " + number("add_key") + "; /make_call 4000"))
                .isEqualTo("errno 7\nerrno 38\nexited with 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {Seccomp.ACT_KILL, Seccomp.ACT_KILL_THREAD, Seccomp.ACT_KILL_PROCESS, Seccomp.ACT_TRAP})
    void a_forbidden_call_ends_the_container(String action) {
        assertThat(run(
                        allowing(Syscall.of(action, "mkdirat")),
                        "/make_call",
                        number("mkdirat"),
                        "-100",
                        "/tmp/made",
                        "0"))
                .isEqualTo("was killed by SYS");
    }

    @Test
    void a_logged_call_is_made() {
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_LOG, "umask"));

        assertThat(run(filter, "/make_call", number("umask"), "0")).isEqualTo("18\nexited with 0");
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_CMP_EQ, 5, , 5, 6",
        "SCMP_CMP_NE, 5, , 6, 5",
        "SCMP_CMP_LT, 5, , 4, 5",
        "SCMP_CMP_LE, 5, , 5, 6",
        "SCMP_CMP_GE, 5, , 5, 4",
        "SCMP_CMP_GT, 5, , 6, 5",
        "SCMP_CMP_MASKED_EQ, 12, 4, 7, 15",
        "SCMP_CMP_EQ, 4294967297, , 4294967297, 1",
        "SCMP_CMP_GT, 4294967296, , 4294967297, 7",
    })
    void a_condition_on_an_argument_decides(String op, long value, Long other, String met, String unmet) {
        SyscallArgument condition = SyscallArgument.of(0, value, op).withValueTwo(other);
        Seccomp filter =
                allowing(Syscall.of(Seccomp.ACT_ERRNO, "umask").withErrnoRet(9L).withArgs(List.of(condition)));

        String call = "/make_call " + number("umask") + " ";
        assertThat(run(filter, "sh", "-c", call + met + "; " + call + unmet)).isEqualTo("errno 9\n18\nexited with 0");
    }

    @Test
    void all_flags_that_the_runtime_tells_of_are_taken_by_the_kernel() {
        List<String> flags = runtime.features().linux().seccomp().supportedFlags().stream()
                .filter(flag -> !flag.equals(Seccomp.FLAG_WAIT_KILLABLE_RECV)) // which needs a listener
                .toList();

        assertThat(flags).contains(Seccomp.FLAG_TSYNC, Seccomp.FLAG_LOG, Seccomp.FLAG_SPEC_ALLOW);
        assertThat(run(allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat")).withFlags(flags), "sh", "-c", STATUS))
                .contains("Seccomp:\t2\nSeccomp_filters:\t1\n")
                .endsWith("exited with 0");
    }

    @Test
    void a_call_the_way_of_32_bit_programs_ends_the_container_unless_the_profile_names_them() {
        assumeTrue(Architecture.ofMachine() == Architecture.X86_64, "this machine has no such programs");

        String getpid = Integer.toString(Architecture.X86.number("getpid").orElseThrow());
        assertThat(run(allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdir")), "/make_call", "x86", getpid))
                .isEqualTo("was killed by SYS");
    }

    @Test
    void a_profile_filters_the_calls_of_32_bit_programs_that_it_names() {
        assumeTrue(Architecture.ofMachine() == Architecture.X86_64, "this machine has no such programs");

        String getpid = Integer.toString(Architecture.X86.number("getpid").orElseThrow());
        String getppid = Integer.toString(Architecture.X86.number("getppid").orElseThrow());
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_ERRNO, "getppid").withErrnoRet(3L));
        assertThat(run(
                        filter.withArchitectures(List.of(Seccomp.ARCH_X86)),
                        "sh",
                        "-c",
                        "/make_call x86 " + getppid + "; exec /make_call x86 " + getpid))
                .isEqualTo("errno 3\n1\nexited with 0");
    }

    @Test
    void a_process_that_may_gain_privileges_has_its_filter_and_no_capability_more() {
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat"));

        assertThat(run(filter, spec -> bound(spec, false), "sh", "-c", STATUS)).isEqualTo("""
                        Uid:\t0\t0\t0\t0
                        CapEff:\t0000000000000420
                        CapBnd:\t0000000000000420
                        NoNewPrivs:\t0
                        Seccomp:\t2
                        Seccomp_filters:\t1
                        exited with 0""");
    }

    @Test
    void a_process_that_may_gain_no_privileges_has_its_filter() {
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat"));

        assertThat(run(filter, spec -> bound(spec, true), "sh", "-c", STATUS)).isEqualTo("""
                        Uid:\t0\t0\t0\t0
                        CapEff:\t0000000000000420
                        CapBnd:\t0000000000000420
                        NoNewPrivs:\t1
                        Seccomp:\t2
                        Seccomp_filters:\t1
                        exited with 0""");
    }

    /** More than one user is root's alone to map. */
    @NeedsRoot
    @Test
    void a_process_of_another_user_has_its_filter_and_loses_what_loading_it_took() {
        Seccomp filter = allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat"));

        assertThat(run(
                        filter,
                        spec -> {
                            Spec bound = bound(spec, false);
                            return bound.withProcess(bound.process().withUser(User.of(1001, 1001)));
                        },
                        "sh",
                        "-c",
                        STATUS))
                .isEqualTo("""
                        Uid:\t1001\t1001\t1001\t1001
                        CapEff:\t0000000000000000
                        CapBnd:\t0000000000000420
                        NoNewPrivs:\t0
                        Seccomp:\t2
                        Seccomp_filters:\t1
                        exited with 0""");
    }

    @Test
    void a_further_process_has_the_filter_too() {
        create(allowing(Syscall.of(Seccomp.ACT_ERRNO, "mkdirat").withErrnoRet(11L)), spec -> spec, "sleep", "60");
        runtime.start(id);

        Output told = new Output();
        var further = runtime.exec(
                id,
                process("sh", "-c", "/make_call " + number("mkdirat") + " -100 /tmp/made 0; " + STATUS + " | grep Sec"),
                ExecOptions.defaults().withStdio(Stdio.to(told, stderr)));

        assertThat(further.waitFor(SOON)).hasToString("exited with 0");
        assertThat(told.whole()).isEqualTo("errno 11\nSeccomp:\t2\nSeccomp_filters:\t1\n");
    }

    @Test
    void a_program_that_cannot_be_executed_under_its_filter_fails_the_start_by_name() {
        // The folder is there when the program is looked at, and its exec fails.
        create(
                Seccomp.of(Seccomp.ACT_ERRNO).withSyscalls(List.of(Syscall.of(Seccomp.ACT_ALLOW, "execve"))),
                spec -> spec,
                "/make_call");
        assertThat(folder.resolve("rootfs/make_call").toFile().delete()).isTrue();

        assertThatThrownBy(() -> runtime.start(id)).hasMessage("""
                Could not start container %s.
                Why: execute /make_call (process.args): ENOENT (no such file or folder)
                Fix: put what it is run by into the container's root: the interpreter of its first line (#!), or its \
                dynamic loader (ldd).""".formatted(id));
    }

    @Test
    void a_filter_that_forbids_the_program_is_refused() {
        assertThatThrownBy(() -> create(allowing(Syscall.of(Seccomp.ACT_KILL, "execve")), spec -> spec, "true"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not use the filter of system calls.
                        Why: linux.seccomp does not let the program be executed: execve is answered with KILL_THREAD.
                        Fix: allow execve.""");
    }

    private static Spec bound(Spec spec, boolean noNewPrivileges) {
        return spec.withProcess(spec.process()
                .withNoNewPrivileges(noNewPrivileges)
                .withCapabilities(Capabilities.of("CAP_KILL", "CAP_NET_BIND_SERVICE")));
    }
}
