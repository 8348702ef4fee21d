package org.ociunit.spec;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filter of system calls. Names of calls are not judged: those that a machine does not know are skipped. */
final class SeccompRules {
    private static final List<String> ACTIONS = List.of(
            Seccomp.ACT_KILL,
            Seccomp.ACT_KILL_PROCESS,
            Seccomp.ACT_KILL_THREAD,
            Seccomp.ACT_TRAP,
            Seccomp.ACT_ERRNO,
            Seccomp.ACT_TRACE,
            Seccomp.ACT_ALLOW,
            Seccomp.ACT_LOG,
            Seccomp.ACT_NOTIFY);
    private static final List<String> WITH_ERRNO = List.of(Seccomp.ACT_ERRNO, Seccomp.ACT_TRACE);
    private static final List<String> ARCHITECTURES = List.of(
            Seccomp.ARCH_X86,
            Seccomp.ARCH_X86_64,
            Seccomp.ARCH_X32,
            Seccomp.ARCH_ARM,
            Seccomp.ARCH_AARCH64,
            Seccomp.ARCH_LOONGARCH64,
            Seccomp.ARCH_M68K,
            Seccomp.ARCH_MIPS,
            Seccomp.ARCH_MIPS64,
            Seccomp.ARCH_MIPS64N32,
            Seccomp.ARCH_MIPSEL,
            Seccomp.ARCH_MIPSEL64,
            Seccomp.ARCH_MIPSEL64N32,
            Seccomp.ARCH_PPC,
            Seccomp.ARCH_PPC64,
            Seccomp.ARCH_PPC64LE,
            Seccomp.ARCH_S390,
            Seccomp.ARCH_S390X,
            Seccomp.ARCH_SH,
            Seccomp.ARCH_SHEB,
            Seccomp.ARCH_PARISC,
            Seccomp.ARCH_PARISC64,
            Seccomp.ARCH_RISCV64);
    private static final List<String> FLAGS =
            List.of(Seccomp.FLAG_TSYNC, Seccomp.FLAG_LOG, Seccomp.FLAG_SPEC_ALLOW, Seccomp.FLAG_WAIT_KILLABLE_RECV);
    private static final List<String> COMPARISONS = List.of(
            SyscallArgument.NE,
            SyscallArgument.LT,
            SyscallArgument.LE,
            SyscallArgument.EQ,
            SyscallArgument.GE,
            SyscallArgument.GT,
            SyscallArgument.MASKED_EQ);
    private static final int LAST_ARGUMENT = 5;
    private static final int LARGEST_ERRNO = 4095;

    private SeccompRules() {}

    static void check(@Nullable Seccomp seccomp, Place at) {
        if (seccomp == null) {
            return;
        }
        action(seccomp.defaultAction(), at.member("defaultAction"));
        errno(seccomp.defaultErrnoRet(), seccomp.defaultAction(), at.member("defaultErrnoRet"));
        at.member("architectures").each(seccomp.architectures(), (name, place) -> place.oneOf(name, ARCHITECTURES));
        at.member("flags").each(seccomp.flags(), (flag, place) -> place.oneOf(flag, FLAGS));
        listener(seccomp, at);
        at.member("syscalls").each(seccomp.syscalls(), SeccompRules::syscall);
    }

    private static void action(String action, Place at) {
        at.oneOf(action, ACTIONS);
        if (action.equals(Seccomp.ACT_NOTIFY)) {
            at.error(action, "must not be the default: nobody could answer the runtime's own calls");
        }
    }

    private static void errno(@Nullable Long errno, String action, Place at) {
        if (errno != null && ACTIONS.contains(action) && !WITH_ERRNO.contains(action)) {
            at.error(errno, "is only for " + String.join(" and ", WITH_ERRNO) + ", not for " + action);
        }
        at.within(errno, 0, LARGEST_ERRNO);
    }

    private static void listener(Seccomp seccomp, Place at) {
        boolean path = seccomp.listenerPath() != null && !seccomp.listenerPath().isEmpty();
        if (seccomp.listenerMetadata() != null && !seccomp.listenerMetadata().isEmpty() && !path) {
            at.member("listenerMetadata").error("needs listenerPath beside it");
        }
        if (!path && syscalls(seccomp).anyMatch(syscall -> syscall.action().equals(Seccomp.ACT_NOTIFY))) {
            at.member("listenerPath").error("is required by " + Seccomp.ACT_NOTIFY);
        }
    }

    private static Stream<Syscall> syscalls(Seccomp seccomp) {
        return seccomp.syscalls() == null ? Stream.of() : seccomp.syscalls().stream();
    }

    private static void syscall(Syscall syscall, Place at) {
        Place names = at.member("names");
        if (syscall.names().isEmpty()) {
            names.error("needs at least one entry");
        }
        names.each(syscall.names(), (name, place) -> place.notEmpty(name));
        at.member("action").oneOf(syscall.action(), ACTIONS);
        if (syscall.action().equals(Seccomp.ACT_NOTIFY) && syscall.names().contains("write")) {
            names.error(
                    "must not contain write for " + Seccomp.ACT_NOTIFY + ": the runtime needs it to send the listener");
        }
        errno(syscall.errnoRet(), syscall.action(), at.member("errnoRet"));
        at.member("args").each(syscall.args(), SeccompRules::argument);
    }

    private static void argument(SyscallArgument argument, Place at) {
        at.member("index").within(argument.index(), 0, LAST_ARGUMENT);
        at.member("op").oneOf(argument.op(), COMPARISONS);
    }
}
