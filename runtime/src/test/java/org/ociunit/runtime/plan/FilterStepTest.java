package org.ociunit.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.spec.Seccomp;
import org.ociunit.spec.Syscall;
import org.ociunit.spec.SyscallArgument;

class FilterStepTest {
    private static final SyscallArgument CONDITION = SyscallArgument.of(0, 5, SyscallArgument.EQ);

    private static Seccomp profile(Syscall... rules) {
        return Seccomp.of(Seccomp.ACT_ALLOW).withSyscalls(List.of(rules));
    }

    @Test
    void equal_profiles_are_compiled_once() {
        assertThat(FilterStep.of(profile(Syscall.of(Seccomp.ACT_ERRNO, "mkdir"))))
                .isSameAs(FilterStep.of(profile(Syscall.of(Seccomp.ACT_ERRNO, "mkdir"))));
    }

    @Test
    void profiles_that_differ_anywhere_are_compiled_each() {
        Syscall rule = Syscall.of(Seccomp.ACT_ERRNO, "mkdir", "umask");
        List<Step> steps = new ArrayList<>();
        for (Seccomp each : List.of(
                profile(),
                profile(rule),
                profile(Syscall.of(Seccomp.ACT_ERRNO, "mkdir")),
                profile(Syscall.of(Seccomp.ACT_ERRNO, "mkdir, umask")),
                profile(rule.withErrnoRet(3L)),
                profile(Syscall.of(Seccomp.ACT_LOG, "mkdir", "umask")),
                profile(rule.withArgs(List.of(CONDITION))),
                profile(rule.withArgs(List.of(SyscallArgument.of(0, 5, SyscallArgument.NE)))),
                profile(rule.withArgs(List.of(SyscallArgument.of(0, 6, SyscallArgument.EQ)))),
                profile(rule.withArgs(List.of(SyscallArgument.of(1, 5, SyscallArgument.EQ)))),
                profile(rule.withArgs(List.of(CONDITION.withValueTwo(1L)))),
                profile(rule).withFlags(List.of(Seccomp.FLAG_LOG)),
                profile(rule).withArchitectures(List.of(Seccomp.ARCH_X86, Seccomp.ARCH_ARM)),
                profile(rule).withDefaultAction(Seccomp.ACT_LOG))) {
            steps.add(FilterStep.of(each));
        }

        assertThat(steps)
                .usingElementComparator((one, other) -> one == other ? 0 : 1)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_filter_with_a_listener_is_loaded_in_a_way_of_its_own() {
        Seccomp asking = profile(Syscall.of(Seccomp.ACT_NOTIFY, "mkdir")).withListenerPath("/run/agent");

        assertThat(FilterStep.of(asking)).hasToString("load the filter with a listener (linux.seccomp)");
        assertThat(FilterStep.of(asking.withListenerPath("/run/other"))).isSameAs(FilterStep.of(asking));
    }

    @Test
    void a_filter_that_asks_nobody_is_refused_even_after_one_that_asks_somebody() {
        Seccomp asking = profile(Syscall.of(Seccomp.ACT_NOTIFY, "mkdir")).withListenerPath("/run/agent");
        FilterStep.of(asking);

        assertThatThrownBy(() -> FilterStep.of(asking.withListenerPath(null))).hasMessage("""
                Could not use the filter of system calls.
                Why: linux.seccomp has a rule with SCMP_ACT_NOTIFY, and nobody to tell.
                Fix: name a socket with linux.seccomp.listenerPath.""");
    }
}
