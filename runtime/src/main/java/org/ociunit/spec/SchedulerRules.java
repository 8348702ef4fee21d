package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the process is scheduled: sched_setattr(2). */
final class SchedulerRules {
    private static final List<String> POLICIES = List.of(
            Scheduler.OTHER,
            Scheduler.FIFO,
            Scheduler.RR,
            Scheduler.BATCH,
            Scheduler.ISO,
            Scheduler.IDLE,
            Scheduler.DEADLINE);
    private static final List<String> FLAGS = List.of(
            Scheduler.FLAG_RESET_ON_FORK,
            Scheduler.FLAG_RECLAIM,
            Scheduler.FLAG_DL_OVERRUN,
            Scheduler.FLAG_KEEP_POLICY,
            Scheduler.FLAG_KEEP_PARAMS,
            Scheduler.FLAG_UTIL_CLAMP_MIN,
            Scheduler.FLAG_UTIL_CLAMP_MAX);
    private static final int FIRST_NICE = -20;
    private static final int LAST_NICE = 19;
    private static final int HIGHEST_PRIORITY = 99;

    private SchedulerRules() {}

    static void check(@Nullable Scheduler scheduler, Place at) {
        if (scheduler == null) {
            return;
        }
        at.member("policy").oneOf(scheduler.policy(), POLICIES);
        at.member("flags").each(scheduler.flags(), (flag, place) -> place.oneOf(flag, FLAGS));
        if (List.of(Scheduler.OTHER, Scheduler.BATCH).contains(scheduler.policy())) {
            at.member("nice").within(scheduler.nice(), FIRST_NICE, LAST_NICE);
        }
        priority(scheduler, at.member("priority"));
        if (scheduler.policy().equals(Scheduler.DEADLINE)) {
            deadline(scheduler, at);
        } else {
            onlyForDeadline(scheduler.runtime(), at.member("runtime"));
            onlyForDeadline(scheduler.deadline(), at.member("deadline"));
            onlyForDeadline(scheduler.period(), at.member("period"));
        }
    }

    private static void priority(Scheduler scheduler, Place at) {
        int priority = scheduler.priority() == null ? 0 : scheduler.priority();
        if (List.of(Scheduler.FIFO, Scheduler.RR).contains(scheduler.policy())) {
            at.within(priority, 1, HIGHEST_PRIORITY);
        } else if (priority != 0) {
            at.error(priority, "is only for " + Scheduler.FIFO + " and " + Scheduler.RR);
        }
    }

    private static void deadline(Scheduler scheduler, Place at) {
        long runtime = value(scheduler.runtime());
        long deadline = value(scheduler.deadline());
        long period = value(scheduler.period());
        if (runtime == 0) {
            at.member("runtime").error("is required by " + Scheduler.DEADLINE);
        }
        if (Long.compareUnsigned(runtime, deadline) > 0) {
            at.member("deadline")
                    .error(Place.unsigned(deadline), "must not be below runtime, " + Place.unsigned(runtime));
        }
        if (period != 0 && Long.compareUnsigned(deadline, period) > 0) {
            at.member("period")
                    .error(Place.unsigned(period), "must not be below deadline, " + Place.unsigned(deadline));
        }
    }

    private static void onlyForDeadline(@Nullable Long time, Place at) {
        if (value(time) != 0) {
            at.error(Place.unsigned(value(time)), "is only for " + Scheduler.DEADLINE);
        }
    }

    private static long value(@Nullable Long time) {
        return time == null ? 0 : time;
    }
}
