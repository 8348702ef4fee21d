package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process but for its user. */
final class ProcessRules {
    private static final List<String> RLIMITS = List.of(
            Rlimit.AS,
            Rlimit.CORE,
            Rlimit.CPU,
            Rlimit.DATA,
            Rlimit.FSIZE,
            Rlimit.LOCKS,
            Rlimit.MEMLOCK,
            Rlimit.MSGQUEUE,
            Rlimit.NICE,
            Rlimit.NOFILE,
            Rlimit.NPROC,
            Rlimit.RSS,
            Rlimit.RTPRIO,
            Rlimit.RTTIME,
            Rlimit.SIGPENDING,
            Rlimit.STACK);
    private static final List<String> IO_CLASSES =
            List.of(IoPriority.REAL_TIME, IoPriority.BEST_EFFORT, IoPriority.IDLE);
    private static final int WORST_OOM_SCORE = 1000;
    private static final int LAST_IO_PRIORITY = 7;
    private static final int LARGEST_TERMINAL = 65535;

    private ProcessRules() {}

    static void check(@Nullable ContainerProcess process, Place at) {
        if (process == null) {
            // The specification lets create pass and start fail; no runtime makes a container without it.
            at.error("is required: start needs it, and runtimes refuse to create without it");
            return;
        }
        Place posix = at.clause("config.md, POSIX process");
        Place linux = at.clause("config.md, Linux Process");
        console(process, at.member("consoleSize"));
        args(process.args(), at.member("args"));
        EnvironmentRules.check(process.env(), at.member("env"));
        at.member("cwd").absolute(process.cwd());
        posix.member("rlimits").each(process.rlimits(), ProcessRules::rlimit);
        posix.member("rlimits").distinct(process.rlimits(), "type", Rlimit::type);
        CapabilityRules.check(process.capabilities(), linux.member("capabilities"));
        linux.member("oomScoreAdj").within(process.oomScoreAdj(), -WORST_OOM_SCORE, WORST_OOM_SCORE);
        SchedulerRules.check(process.scheduler(), linux.member("scheduler"));
        ioPriority(process.ioPriority(), linux.member("ioPriority"));
        affinity(process.execCPUAffinity(), linux.member("execCPUAffinity"));
    }

    private static void args(@Nullable List<String> args, Place at) {
        if (args == null || args.isEmpty()) {
            at.error("needs at least one entry");
            return;
        }
        if (args.get(0).isEmpty()) {
            at.element(0).error(args.get(0), "must name a program");
        }
        at.each(args, (arg, place) -> place.text(arg));
    }

    private static void console(ContainerProcess process, Place at) {
        ConsoleSize size = process.consoleSize();
        if (size == null) {
            return;
        }
        if (!Boolean.TRUE.equals(process.terminal())) {
            at.warning("is ignored without a terminal");
            return;
        }
        lines(size.height(), at.member("height"));
        lines(size.width(), at.member("width"));
    }

    private static void lines(long count, Place at) {
        if (Long.compareUnsigned(count, LARGEST_TERMINAL) > 0) {
            at.error(Place.unsigned(count), "must be from 0 to " + LARGEST_TERMINAL);
        }
    }

    private static void rlimit(Rlimit limit, Place at) {
        at.member("type").oneOf(limit.type(), RLIMITS);
        if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
            at.member("soft")
                    .error(Place.unsigned(limit.soft()), "must not be above hard, " + Place.unsigned(limit.hard()));
        }
    }

    private static void ioPriority(@Nullable IoPriority priority, Place at) {
        if (priority == null) {
            return;
        }
        at.member("class").oneOf(priority.schedulingClass(), IO_CLASSES);
        if (priority.priority() == null) {
            at.member("priority").warning("is required: runtimes take 0");
        }
        at.member("priority").within(priority.priority(), 0, LAST_IO_PRIORITY);
    }

    private static void affinity(@Nullable ExecCpuAffinity affinity, Place at) {
        if (affinity != null) {
            at.member("initial").numbers(affinity.initial());
            at.member("final").numbers(affinity.finalCpus());
        }
    }
}
