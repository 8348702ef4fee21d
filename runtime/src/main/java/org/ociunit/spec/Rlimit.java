package org.ociunit.spec;

import java.util.Map;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * A resource limit of a process.
 *
 * <p>runtime-spec config.md, POSIX process, {@code rlimits}; getrlimit(2).
 *
 * @param type which resource, such as {@link #NOFILE}; a list may hold each once
 * @param hard the ceiling of the soft limit, as an unsigned number in the unit of the type; {@link #UNLIMITED} for
 *     none
 * @param soft the limit that is enforced, as an unsigned number in the unit of the type; {@link #UNLIMITED} for none
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Rlimit(
        String type,
        @Unsigned long hard,
        @Unsigned long soft,
        @Unknown Map<String, Object> unknown) implements RlimitBuilder.With {
    /** Limits the size of the address space, in bytes. */
    public static final String AS = "RLIMIT_AS";

    /** Limits the size of a core file, in bytes. */
    public static final String CORE = "RLIMIT_CORE";

    /** Limits the time on CPUs, in seconds. */
    public static final String CPU = "RLIMIT_CPU";

    /** Limits the size of the data segment, in bytes. */
    public static final String DATA = "RLIMIT_DATA";

    /** Limits the size of a file it writes, in bytes. */
    public static final String FSIZE = "RLIMIT_FSIZE";

    /** Limits the number of file locks; without effect since Linux 2.4.25. */
    public static final String LOCKS = "RLIMIT_LOCKS";

    /** Limits the memory locked into RAM, in bytes. */
    public static final String MEMLOCK = "RLIMIT_MEMLOCK";

    /** Limits the bytes in POSIX message queues. */
    public static final String MSGQUEUE = "RLIMIT_MSGQUEUE";

    /** Limits the ceiling of the nice value, as 20 minus nice. */
    public static final String NICE = "RLIMIT_NICE";

    /** Limits the number of open files, plus one. */
    public static final String NOFILE = "RLIMIT_NOFILE";

    /** Limits the number of tasks of the user. */
    public static final String NPROC = "RLIMIT_NPROC";

    /** Limits the resident set, in bytes; without effect in Linux today. */
    public static final String RSS = "RLIMIT_RSS";

    /** Limits the ceiling of the real-time priority. */
    public static final String RTPRIO = "RLIMIT_RTPRIO";

    /** Limits the time on a CPU without a blocking call under real-time scheduling, in microseconds. */
    public static final String RTTIME = "RLIMIT_RTTIME";

    /** Limits the number of queued signals. */
    public static final String SIGPENDING = "RLIMIT_SIGPENDING";

    /** Limits the size of the stack, in bytes. */
    public static final String STACK = "RLIMIT_STACK";

    /** No limit: the largest unsigned number (RLIM_INFINITY). */
    public static final long UNLIMITED = -1;

    public Rlimit {
        unknown = Frozen.tree(unknown);
    }

    /**
     * The same soft and hard limit.
     *
     * @param type such as {@link #NOFILE}
     * @param limit an unsigned number, or {@link #UNLIMITED}
     * @return the new record
     */
    public static Rlimit of(String type, long limit) {
        return new Rlimit(type, limit, limit, Map.of());
    }
}
