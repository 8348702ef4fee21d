package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The capability sets of a process, each a list of names such as {@code CAP_KILL}. An absent set is not touched by
 * some runtimes and emptied by others; an empty one is empty.
 *
 * <p>runtime-spec config.md, Linux Process, {@code capabilities}; capabilities(7).
 *
 * @param bounding the upper limit for what the process and its children can gain
 * @param effective what the kernel checks
 * @param inheritable what is kept across an execve by programs that allow it
 * @param permitted what the process may make effective
 * @param ambient what ordinary programs keep across an execve
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Capabilities(
        @Nullable List<String> bounding,
        @Nullable List<String> effective,
        @Nullable List<String> inheritable,
        @Nullable List<String> permitted,
        @Nullable List<String> ambient,
        @Unknown Map<String, Object> unknown)
        implements CapabilitiesBuilder.With {
    /** All that Linux has, by their numbers, from 0 (capabilities(7), as of Linux 5.9 and still in 6.12). */
    public static final List<String> NAMES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_ADMIN",
            "CAP_NET_RAW",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_SYS_MODULE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_NICE",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD",
            "CAP_LEASE",
            "CAP_AUDIT_WRITE",
            "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP",
            "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM",
            "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ",
            "CAP_PERFMON",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE");

    public Capabilities {
        bounding = Frozen.list(bounding);
        effective = Frozen.list(effective);
        inheritable = Frozen.list(inheritable);
        permitted = Frozen.list(permitted);
        ambient = Frozen.list(ambient);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Capabilities empty() {
        return new Capabilities(null, null, null, null, null, Map.of());
    }

    /**
     * The same capabilities in the bounding, effective and permitted sets, and the other sets absent: what {@code runc
     * spec} writes.
     *
     * @param names such as {@code CAP_KILL}
     * @return the new record
     */
    public static Capabilities of(String... names) {
        return empty().withBounding(List.of(names))
                .withEffective(List.of(names))
                .withPermitted(List.of(names));
    }
}
