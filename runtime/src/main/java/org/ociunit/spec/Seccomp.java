package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The filter of a container's system calls.
 *
 * <p>runtime-spec config-linux.md, Seccomp; seccomp(2).
 *
 * @param defaultAction what happens to calls that no rule names, such as {@link #ACT_ERRNO}
 * @param defaultErrnoRet the error number of that action, where it has one; by default EPERM
 * @param architectures the system call tables that are filtered beside the native one, such as {@link #ARCH_X86}
 * @param flags such as {@link #FLAG_LOG}
 * @param listenerPath the socket that gets the descriptor of the filter; only with {@link #ACT_NOTIFY}
 * @param listenerMetadata what is told to that listener beside; only with a listenerPath
 * @param syscalls the rules
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Seccomp(
        String defaultAction,
        @Unsigned(32) @Nullable Long defaultErrnoRet,
        @Nullable List<String> architectures,
        @Nullable List<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        @Nullable List<Syscall> syscalls,
        @Unknown Map<String, Object> unknown)
        implements SeccompBuilder.With {
    /** Ends the thread, as KILL_THREAD. */
    public static final String ACT_KILL = "SCMP_ACT_KILL";

    /** Ends the process. */
    public static final String ACT_KILL_PROCESS = "SCMP_ACT_KILL_PROCESS";

    /** Ends the thread. */
    public static final String ACT_KILL_THREAD = "SCMP_ACT_KILL_THREAD";

    /** Sends SIGSYS. */
    public static final String ACT_TRAP = "SCMP_ACT_TRAP";

    /** Fails with an error number. */
    public static final String ACT_ERRNO = "SCMP_ACT_ERRNO";

    /** Asks the tracer. */
    public static final String ACT_TRACE = "SCMP_ACT_TRACE";

    /** Lets the call through. */
    public static final String ACT_ALLOW = "SCMP_ACT_ALLOW";

    /** Lets the call through and logs it. */
    public static final String ACT_LOG = "SCMP_ACT_LOG";

    /** Asks the process at the listener. */
    public static final String ACT_NOTIFY = "SCMP_ACT_NOTIFY";

    /** 32-bit x86. */
    public static final String ARCH_X86 = "SCMP_ARCH_X86";

    /** 64-bit x86. */
    public static final String ARCH_X86_64 = "SCMP_ARCH_X86_64";

    /** 64-bit x86 with 32-bit pointers. */
    public static final String ARCH_X32 = "SCMP_ARCH_X32";

    /** 32-bit ARM. */
    public static final String ARCH_ARM = "SCMP_ARCH_ARM";

    /** 64-bit ARM. */
    public static final String ARCH_AARCH64 = "SCMP_ARCH_AARCH64";

    /** 64-bit LoongArch. */
    public static final String ARCH_LOONGARCH64 = "SCMP_ARCH_LOONGARCH64";

    /** Motorola 68000. */
    public static final String ARCH_M68K = "SCMP_ARCH_M68K";

    /** 32-bit MIPS, big-endian. */
    public static final String ARCH_MIPS = "SCMP_ARCH_MIPS";

    /** 64-bit MIPS, big-endian. */
    public static final String ARCH_MIPS64 = "SCMP_ARCH_MIPS64";

    /** 64-bit MIPS with 32-bit pointers, big-endian. */
    public static final String ARCH_MIPS64N32 = "SCMP_ARCH_MIPS64N32";

    /** 32-bit MIPS, little-endian. */
    public static final String ARCH_MIPSEL = "SCMP_ARCH_MIPSEL";

    /** 64-bit MIPS, little-endian. */
    public static final String ARCH_MIPSEL64 = "SCMP_ARCH_MIPSEL64";

    /** 64-bit MIPS with 32-bit pointers, little-endian. */
    public static final String ARCH_MIPSEL64N32 = "SCMP_ARCH_MIPSEL64N32";

    /** 32-bit PowerPC. */
    public static final String ARCH_PPC = "SCMP_ARCH_PPC";

    /** 64-bit PowerPC, big-endian. */
    public static final String ARCH_PPC64 = "SCMP_ARCH_PPC64";

    /** 64-bit PowerPC, little-endian. */
    public static final String ARCH_PPC64LE = "SCMP_ARCH_PPC64LE";

    /** 31-bit S/390. */
    public static final String ARCH_S390 = "SCMP_ARCH_S390";

    /** 64-bit S/390. */
    public static final String ARCH_S390X = "SCMP_ARCH_S390X";

    /** SuperH, little-endian. */
    public static final String ARCH_SH = "SCMP_ARCH_SH";

    /** SuperH, big-endian. */
    public static final String ARCH_SHEB = "SCMP_ARCH_SHEB";

    /** 32-bit PA-RISC. */
    public static final String ARCH_PARISC = "SCMP_ARCH_PARISC";

    /** 64-bit PA-RISC. */
    public static final String ARCH_PARISC64 = "SCMP_ARCH_PARISC64";

    /** 64-bit RISC-V. */
    public static final String ARCH_RISCV64 = "SCMP_ARCH_RISCV64";

    /** Filters all threads. */
    public static final String FLAG_TSYNC = "SECCOMP_FILTER_FLAG_TSYNC";

    /** Logs all actions but ALLOW. */
    public static final String FLAG_LOG = "SECCOMP_FILTER_FLAG_LOG";

    /** Leaves out the guard against speculative store bypass. */
    public static final String FLAG_SPEC_ALLOW = "SECCOMP_FILTER_FLAG_SPEC_ALLOW";

    /** Only fatal signals disturb a call that the listener has received. */
    public static final String FLAG_WAIT_KILLABLE_RECV = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";

    public Seccomp {
        architectures = Frozen.list(architectures);
        flags = Frozen.list(flags);
        syscalls = Frozen.list(syscalls);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A filter without rules.
     *
     * @param defaultAction such as {@link #ACT_ALLOW}
     * @return the new record
     */
    public static Seccomp of(String defaultAction) {
        return new Seccomp(defaultAction, null, null, null, null, null, null, Map.of());
    }

    /**
     * The filter that container engines give a container which asks for none: an allow list, as Docker's default profile
     * has it. A call that is not on it fails with EPERM, and clone3 with ENOSYS, so that programs fall back on clone. What
     * only the holder of a capability may do anyway is on the list if the container has that capability.
     *
     * @param capabilities the container's capabilities; their bounding set counts, and absent ones are none
     * @return the new record, for x86_64 and aarch64 and their 32-bit kin
     */
    public static Seccomp containerDefault(@Nullable Capabilities capabilities) {
        return ContainerFilter.forBounding(capabilities == null ? null : capabilities.bounding());
    }
}
