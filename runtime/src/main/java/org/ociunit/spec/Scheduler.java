package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * How the kernel schedules a process.
 *
 * <p>runtime-spec config.md, Linux Process, {@code scheduler}; sched_setattr(2).
 *
 * @param policy such as {@link #BATCH}
 * @param nice the nice value, from -20 (first) to 19 (last); by default 0
 * @param priority the static priority for {@link #FIFO} and {@link #RR}; by default 0
 * @param flags such as {@link #FLAG_RESET_ON_FORK}
 * @param runtime for {@link #DEADLINE}: how long the process may run in a period, in nanoseconds; by default 0
 * @param deadline for {@link #DEADLINE}: by when it must have run, in nanoseconds from the start of the period; by
 *     default 0
 * @param period for {@link #DEADLINE}: the length of a period, in nanoseconds; by default 0
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Scheduler(
        String policy,
        @Nullable Integer nice,
        @Nullable Integer priority,
        @Nullable List<String> flags,
        @Unsigned @Nullable Long runtime,
        @Unsigned @Nullable Long deadline,
        @Unsigned @Nullable Long period,
        @Unknown Map<String, Object> unknown)
        implements SchedulerBuilder.With {
    /** The policy of ordinary processes. */
    public static final String OTHER = "SCHED_OTHER";

    /** Real time: runs until it yields. */
    public static final String FIFO = "SCHED_FIFO";

    /** Real time, in turns. */
    public static final String RR = "SCHED_RR";

    /** For work that nobody waits for. */
    public static final String BATCH = "SCHED_BATCH";

    /** Reserved by the kernel, and not there yet. */
    public static final String ISO = "SCHED_ISO";

    /** Runs when nothing else wants to. */
    public static final String IDLE = "SCHED_IDLE";

    /** Runs so long in each period. */
    public static final String DEADLINE = "SCHED_DEADLINE";

    /** Children do not inherit the policy. */
    public static final String FLAG_RESET_ON_FORK = "SCHED_FLAG_RESET_ON_FORK";

    /** May use the time that other deadline processes leave. */
    public static final String FLAG_RECLAIM = "SCHED_FLAG_RECLAIM";

    /** Sends a signal when the run time is exceeded. */
    public static final String FLAG_DL_OVERRUN = "SCHED_FLAG_DL_OVERRUN";

    /** Leaves the policy as it is. */
    public static final String FLAG_KEEP_POLICY = "SCHED_FLAG_KEEP_POLICY";

    /** Leaves the parameters as they are. */
    public static final String FLAG_KEEP_PARAMS = "SCHED_FLAG_KEEP_PARAMS";

    /** Sets a minimum of utilization. */
    public static final String FLAG_UTIL_CLAMP_MIN = "SCHED_FLAG_UTIL_CLAMP_MIN";

    /** Sets a maximum of utilization. */
    public static final String FLAG_UTIL_CLAMP_MAX = "SCHED_FLAG_UTIL_CLAMP_MAX";

    public Scheduler {
        flags = Frozen.list(flags);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A policy, all else by default.
     *
     * @param policy such as {@link #BATCH}
     * @return the new record
     */
    public static Scheduler of(String policy) {
        return new Scheduler(policy, null, null, null, null, null, null, Map.of());
    }
}
