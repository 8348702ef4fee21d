package org.ociunit.runtime.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.spec.Seccomp;

/** A way to call the kernel: a table of calls, and what the kernel tells a filter about it. */
public enum Architecture {
    /** 64-bit x86. */
    X86_64(Seccomp.ARCH_X86_64, 0xc000003e, 0, true),
    /** 32-bit x86. */
    X86(Seccomp.ARCH_X86, 0x40000003, 0, false),
    /** 64-bit x86 with 32-bit pointers. The kernel calls it X86_64, and sets bit 30 of its calls' numbers. */
    X32(Seccomp.ARCH_X32, 0xc000003e, 1 << 30, false),
    /** 64-bit ARM. */
    AARCH64(Seccomp.ARCH_AARCH64, 0xc00000b7, 0, true),
    /** 32-bit ARM. */
    ARM(Seccomp.ARCH_ARM, 0x40000028, 0, false);

    private final String scmpName;
    private final int auditArch;
    private final int firstCall;
    private final boolean wide;

    Architecture(String scmpName, int auditArch, int firstCall, boolean wide) {
        this.scmpName = scmpName;
        this.auditArch = auditArch;
        this.firstCall = firstCall;
        this.wide = wide;
    }

    /**
     * The architecture of this machine, as this JVM was built for it.
     *
     * @return X86_64 or AARCH64
     * @throws UnsupportedByHostException if it is another one
     */
    public static Architecture ofMachine() {
        return ofMachine(System.getProperty("os.arch"));
    }

    static Architecture ofMachine(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                throw new UnsupportedByHostException(
                        "Could not compile a filter of system calls.",
                        "the calls of the architecture " + name + " are not known.",
                        "leave linux.seccomp out.");
        };
    }

    /**
     * Its name in a profile.
     *
     * @return such as {@link Seccomp#ARCH_X86_64}
     */
    public String scmpName() {
        return scmpName;
    }

    /**
     * What the kernel calls it.
     *
     * @return the {@code AUDIT_ARCH_} value of linux/audit.h
     */
    public int auditArch() {
        return auditArch;
    }

    /**
     * The number of a call.
     *
     * @param call its name, such as {@code execve}
     * @return as a filter sees it; nothing if this architecture has no such call
     */
    public OptionalInt number(String call) {
        return SyscallTable.of(this).number(call);
    }

    /** The number from which on its calls are counted. */
    int firstCall() {
        return firstCall;
    }

    /** Whether arguments have 64 bits that count; else only their lower half does. */
    boolean wide() {
        return wide;
    }

    /** Itself, and those others of a profile whose programs run on a machine of this one. */
    List<Architecture> with(List<String> scmpNames) {
        List<Architecture> kin = this == X86_64 ? List.of(X86, X32) : this == AARCH64 ? List.of(ARM) : List.of();
        List<Architecture> filtered = new ArrayList<>();
        for (Architecture other : values()) {
            if (other == this || (kin.contains(other) && scmpNames.contains(other.scmpName))) {
                filtered.add(other);
            }
        }
        return List.copyOf(filtered);
    }
}
