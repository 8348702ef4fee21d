package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * A namespace of the container: a new one, or one to join.
 *
 * <p>runtime-spec config-linux.md, Namespaces.
 *
 * @param type what it isolates, such as {@link #PID}
 * @param path the file of a namespace to join, an absolute path on the host; absent makes a new one
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Namespace(
        String type, @Nullable String path, @Unknown Map<String, Object> unknown) implements NamespaceBuilder.With {
    /** Process ids. */
    public static final String PID = "pid";

    /** Network devices, addresses, ports. */
    public static final String NETWORK = "network";

    /** Mount points. */
    public static final String MOUNT = "mount";

    /** System V IPC and POSIX message queues. */
    public static final String IPC = "ipc";

    /** Host name and domain name. */
    public static final String UTS = "uts";

    /** User and group ids, and capabilities. */
    public static final String USER = "user";

    /** The view of the cgroups. */
    public static final String CGROUP = "cgroup";

    /** The boot-time and monotonic clocks. */
    public static final String TIME = "time";

    public Namespace {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A new namespace.
     *
     * @param type what it isolates, such as {@link #PID}
     * @return the new record
     */
    public static Namespace of(String type) {
        return new Namespace(type, null, Map.of());
    }
}
