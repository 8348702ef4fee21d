package org.ociunit;

import org.ociunit.spec.Namespace;

/**
 * What a namespace separates, beside the mounts, which are always the container's own, and the network, for which there is
 * {@link Network}.
 */
public enum NamespaceKind {
    /** Processes and their ids. */
    PID(Namespace.PID, "pid"),

    /** System V IPC, and the message queues of POSIX. */
    IPC(Namespace.IPC, "ipc"),

    /** The host name. */
    UTS(Namespace.UTS, "uts"),

    /** Users, groups and capabilities. */
    USER(Namespace.USER, "user"),

    /** What is seen of the control groups. */
    CGROUP(Namespace.CGROUP, "cgroup"),

    /** The clocks that count from the start of the machine. */
    TIME(Namespace.TIME, "time");

    private final String type;
    private final String file;

    NamespaceKind(String type, String file) {
        this.type = type;
        this.file = file;
    }

    /** What the runtime-spec calls it. */
    String type() {
        return type;
    }

    /** What the kernel calls it, below {@code /proc/PID/ns}. */
    String file() {
        return file;
    }
}
