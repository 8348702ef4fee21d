package org.ociunit.spec;

import org.jspecify.annotations.Nullable;

/** The limits on CPU time. A number of 0 counts as absent, which is how runtimes written in Go see it. */
final class CpuRules {
    private static final long FEWEST_SHARES = 2;
    private static final long MOST_SHARES = 262144;
    private static final long SHORTEST = 1000;
    private static final long LONGEST = 1_000_000;

    private CpuRules() {}

    static void check(@Nullable Cpu cpu, Place at) {
        if (cpu == null) {
            return;
        }
        at.member("shares").within(set(cpu.shares()), FEWEST_SHARES, MOST_SHARES);
        quota(cpu, at);
        at.member("period").within(set(cpu.period()), SHORTEST, LONGEST);
        realtime(cpu, at.member("realtimeRuntime"));
        at.member("cpus").numbers(cpu.cpus());
        at.member("mems").numbers(cpu.mems());
        at.member("idle").within(cpu.idle(), 0, 1);
    }

    private static void quota(Cpu cpu, Place at) {
        long quota = cpu.quota() == null ? 0 : cpu.quota();
        if (quota < -1) {
            at.member("quota").warning(quota, "should be -1 for no limit");
        } else if (quota > 0 && quota < SHORTEST) {
            at.member("quota").error(quota, "must be -1 for no limit, or at least " + SHORTEST + " microseconds");
        }
        if (quota > 0 && cpu.burst() != null && Long.compareUnsigned(cpu.burst(), quota) > 0) {
            at.member("burst").error(Place.unsigned(cpu.burst()), "must not be above quota, " + quota);
        }
    }

    private static void realtime(Cpu cpu, Place at) {
        long runtime = cpu.realtimeRuntime() == null ? 0 : cpu.realtimeRuntime();
        Number period = set(cpu.realtimePeriod());
        if (runtime > 0 && period != null && Long.compareUnsigned(runtime, period.longValue()) > 0) {
            at.error(runtime, "must not be above realtimePeriod, " + period);
        }
    }

    private static @Nullable Number set(@Nullable Long value) {
        return value == null || value == 0 ? null : Place.unsigned(value);
    }
}
