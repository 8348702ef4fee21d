package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * Limits on CPU time, and which CPUs and memory nodes are used.
 *
 * <p>runtime-spec config-linux.md, CPU.
 *
 * @param shares the weight against other cgroups
 * @param quota the time all tasks together may run in a period, in microseconds; -1 for no limit
 * @param burst unused time that may be saved for later, in microseconds; not more than the quota
 * @param period the length of a period, in microseconds
 * @param realtimeRuntime the time under real-time scheduling in a period, in microseconds
 * @param realtimePeriod the length of a period for real-time scheduling, in microseconds
 * @param cpus the CPUs, as a list such as {@code 0-3,7}; absent means all
 * @param mems the memory nodes, as a list such as {@code 0-3,7}; absent means all
 * @param idle 1 for the least weight of all (SCHED_IDLE); by default 0
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Cpu(
        @Unsigned @Nullable Long shares,
        @Nullable Long quota,
        @Unsigned @Nullable Long burst,
        @Unsigned @Nullable Long period,
        @Nullable Long realtimeRuntime,
        @Unsigned @Nullable Long realtimePeriod,
        @Nullable String cpus,
        @Nullable String mems,
        @Nullable Long idle,
        @Unknown Map<String, Object> unknown)
        implements CpuBuilder.With {
    public Cpu {
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Cpu empty() {
        return new Cpu(null, null, null, null, null, null, null, null, null, Map.of());
    }
}
