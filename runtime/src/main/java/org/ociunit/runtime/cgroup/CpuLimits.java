package org.ociunit.runtime.cgroup;

import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Cpu;

/** Processor time, in the controller {@code cpu}; and processors and memory nodes, in {@code cpuset}. */
final class CpuLimits {
    private static final long FEWEST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final long MOST_WEIGHT = 10_000;

    private CpuLimits() {}

    static void v1(Cpu cpu, Limits limits) {
        limits.unsigned("cpu.shares", cpu.shares(), "cpu.shares")
                .unsigned("cpu.cfs_period_us", cpu.period(), "cpu.period")
                .signed("cpu.cfs_quota_us", cpu.quota(), "cpu.quota")
                .text("cpu.cfs_burst_us", unsigned(cpu.burst()), "cpu.burst")
                .unsigned("cpu.rt_period_us", cpu.realtimePeriod(), "cpu.realtimePeriod")
                .signed("cpu.rt_runtime_us", cpu.realtimeRuntime(), "cpu.realtimeRuntime")
                .text("cpu.idle", text(cpu.idle()), "cpu.idle");
    }

    static void v2(Cpu cpu, Limits limits) {
        limits.refuse(
                        Limits.isSet(cpu.realtimeRuntime()) || Limits.isSet(cpu.realtimePeriod()),
                        Limits.isSet(cpu.realtimeRuntime()) ? "cpu.realtimeRuntime" : "cpu.realtimePeriod",
                        "version 2 of control groups does not divide real time.",
                        "leave it out.")
                .text("cpu.weight", weight(cpu.shares()), "cpu.shares")
                .text("cpu.max", max(cpu, limits), Limits.isSet(cpu.quota()) ? "cpu.quota" : "cpu.period")
                .text("cpu.max.burst", unsigned(cpu.burst()), "cpu.burst")
                .text("cpu.idle", text(cpu.idle()), "cpu.idle");
    }

    /** The same files in both versions. */
    static void sets(Cpu cpu, Limits limits) {
        limits.text("cpuset.cpus", cpu.cpus(), "cpu.cpus").text("cpuset.mems", cpu.mems(), "cpu.mems");
    }

    /**
     * The weight of version 2 (1 to 10000, by default 100) for the shares of version 1 (2 to 262144, by default 1024).
     * With <i>l</i> = log<sub>2</sub>(shares) it is 10 to the power of (<i>l</i>² + 125 <i>l</i>) / 612 - 7 / 34, rounded
     * up: the curve through both ends and both defaults, on which all runtimes have settled. A straight line would make
     * 39 of the default.
     */
    static @Nullable String weight(@Nullable Long shares) {
        if (!Limits.isSet(shares)) {
            return null;
        }
        if (Long.compareUnsigned(Limits.orZero(shares), FEWEST_SHARES) <= 0) {
            return "1";
        }
        if (Long.compareUnsigned(Limits.orZero(shares), MOST_SHARES) >= 0) {
            return Long.toString(MOST_WEIGHT);
        }
        double log = Math.log((double) Limits.orZero(shares)) / Math.log(2);
        double exponent = (log * log + 125 * log) / 612 - 7.0 / 34;
        return Long.toString((long) Math.ceil(Math.pow(10, exponent)));
    }

    /** The kernel keeps the period if it is given the quota alone, but not the other way round. */
    private static @Nullable String max(Cpu cpu, Limits limits) {
        if (!Limits.isSet(cpu.quota()) && !Limits.isSet(cpu.period())) {
            return null;
        }
        String quota = Limits.isSet(cpu.quota())
                ? Limits.orMax(Limits.orZero(cpu.quota()))
                : limits.now("cpu.max").map(now -> now.split(" ", -1)[0]).orElse("max");
        return Limits.isSet(cpu.period()) ? quota + " " + Long.toUnsignedString(Limits.orZero(cpu.period())) : quota;
    }

    private static @Nullable String text(@Nullable Long value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String unsigned(@Nullable Long value) {
        return value == null ? null : Long.toUnsignedString(value);
    }
}
