package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerFilterTest {
    private static final Seccomp WITHOUT = Seccomp.containerDefault(null);
    private static final Seccomp WITH_ALL = Seccomp.containerDefault(
            Capabilities.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_TIME", "CAP_SYS_CHROOT", "CAP_BPF"));

    /** The rules that name a call. */
    private static List<Syscall> rules(Seccomp filter, String call) {
        return filter.syscalls().stream()
                .filter(rule -> rule.names().contains(call))
                .toList();
    }

    @Test
    void what_is_not_named_is_refused_with_eperm() {
        assertThat(WITHOUT.defaultAction()).isEqualTo(Seccomp.ACT_ERRNO);
        assertThat(WITHOUT.defaultErrnoRet()).isEqualTo(1);
        for (String call :
                List.of("mount", "keyctl", "add_key", "reboot", "bpf", "init_module", "userfaultfd", "swapon")) {
            assertThat(rules(WITHOUT, call)).as(call).isEmpty();
        }
    }

    @Test
    void ordinary_calls_are_let_through() {
        for (String call : List.of("execve", "openat", "read", "write", "futex", "getrandom", "statx", "rseq")) {
            assertThat(rules(WITHOUT, call))
                    .as(call)
                    .singleElement()
                    .extracting(Syscall::action)
                    .isEqualTo(Seccomp.ACT_ALLOW);
        }
    }

    @Test
    void a_capability_opens_the_calls_that_it_is_for() {
        for (String call : List.of("mount", "unshare", "setns", "kcmp", "clock_settime", "chroot", "bpf")) {
            assertThat(rules(WITHOUT, call)).as(call).isEmpty();
            assertThat(rules(WITH_ALL, call)).as(call).isNotEmpty();
        }
        assertThat(rules(WITH_ALL, "reboot")).isEmpty();
    }

    @Test
    void processes_are_cloned_without_new_namespaces() {
        assertThat(rules(WITHOUT, "clone"))
                .singleElement()
                .extracting(Syscall::args)
                .isEqualTo(List.of(new SyscallArgument(0, 0x7E020000L, 0L, SyscallArgument.MASKED_EQ, Map.of())));
        assertThat(rules(WITHOUT, "clone3"))
                .singleElement()
                .extracting(Syscall::action, Syscall::errnoRet)
                .containsExactly(Seccomp.ACT_ERRNO, 38L);
        assertThat(rules(WITH_ALL, "clone"))
                .singleElement()
                .extracting(Syscall::args)
                .isNull();
        assertThat(rules(WITH_ALL, "clone3"))
                .singleElement()
                .extracting(Syscall::action)
                .isEqualTo(Seccomp.ACT_ALLOW);
    }

    @Test
    void only_the_usual_execution_domains_are_let_through() {
        assertThat(rules(WITHOUT, "personality"))
                .extracting(rule -> rule.args().get(0).value())
                .containsExactly(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL);
    }

    @Test
    void the_rules_say_nothing_that_the_specification_does_not_have() {
        assertThat(WITH_ALL.unknown()).isEmpty();
        assertThat(WITH_ALL.syscalls())
                .isNotEmpty()
                .allMatch(rule -> rule.unknown().isEmpty());
        assertThat(WITH_ALL.architectures())
                .containsExactly(
                        Seccomp.ARCH_X86_64,
                        Seccomp.ARCH_X86,
                        Seccomp.ARCH_X32,
                        Seccomp.ARCH_AARCH64,
                        Seccomp.ARCH_ARM);
    }

    @Test
    void a_call_is_named_once_for_any_arguments() {
        List<String> names = new ArrayList<>();
        WITHOUT.syscalls().stream().filter(rule -> rule.args() == null).forEach(rule -> names.addAll(rule.names()));
        assertThat(names).hasSizeGreaterThan(300).doesNotHaveDuplicates();
    }
}
