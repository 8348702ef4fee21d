package org.ociunit;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.ociunit.spec.Rlimit;

/**
 * Assertions on a container's limits.
 *
 * @param <S> the assertions themselves
 */
abstract class AbstractLimitsAssert<S extends AbstractLimitsAssert<S>> extends AbstractFilesAssert<S> {
    AbstractLimitsAssert(Container actual, Class<S> type) {
        super(actual, type);
    }

    /**
     * Checks the limit of the container's memory, as its control group has it.
     *
     * <pre>{@code
     * Container container = bundle.memory(mebibytes(64)).start();
     * assertThat(container).hasMemoryLimit(mebibytes(64)); // passes
     * assertThat(container).hasMemoryLimit(mebibytes(32)); // fails
     * }</pre>
     *
     * @param limit the limit
     * @return this
     */
    public S hasMemoryLimit(Bytes limit) {
        OptionalLong present = view().controlGroup().memory();
        return check(
                present.equals(OptionalLong.of(limit.count())),
                "to have a memory limit of\n  " + limit,
                () -> present.isEmpty() ? "it has none" : "it is\n  " + new Bytes(present.getAsLong()));
    }

    /**
     * Checks how many processes and threads the container may have, as its control group has it.
     *
     * <pre>{@code
     * Container container = bundle.pids(20).start();
     * assertThat(container).hasPidsLimit(20); // passes
     * assertThat(container).hasPidsLimit(10); // fails
     * }</pre>
     *
     * @param limit the limit
     * @return this
     */
    public S hasPidsLimit(long limit) {
        OptionalLong present = view().controlGroup().pids();
        return check(
                present.equals(OptionalLong.of(limit)),
                "to have a limit of processes of\n  " + limit,
                () -> present.isEmpty() ? "it has none" : "it is\n  " + present.getAsLong());
    }

    /**
     * Checks how much processor time the container may use, as its control group has it.
     *
     * <pre>{@code
     * Cpu half = Cpu.empty().withQuota(50_000L).withPeriod(100_000L); // in microseconds
     * Container container = bundle.start().update(LinuxResources.empty().withCpu(half));
     * assertThat(container).hasCpuQuota(ofMillis(50), ofMillis(100)); // passes
     * assertThat(container).hasCpuQuota(ofMillis(99), ofMillis(100)); // fails
     * }</pre>
     *
     * @param time how much, on all processors together
     * @param period in each such period
     * @return this
     */
    public S hasCpuQuota(Duration time, Duration period) {
        CpuQuota limit = new CpuQuota(time, period);
        Optional<CpuQuota> present = view().controlGroup().cpu();
        return check(
                present.equals(Optional.of(limit)),
                "to have a quota of processor time of\n  " + limit,
                () -> present.map(quota -> "it is\n  " + quota).orElse("it has none"));
    }

    /**
     * Checks a resource limit of the container's first process (getrlimit(2)).
     *
     * <pre>{@code
     * // of a container whose configuration says "rlimits": [{"type": "RLIMIT_NOFILE", "soft": 64, "hard": 128}]
     * assertThat(container).hasRlimit(Rlimit.NOFILE, 64, 128);  // passes
     * assertThat(container).hasRlimit(Rlimit.NOFILE, 128, 128); // fails
     * }</pre>
     *
     * @param type which resource, such as {@link Rlimit#NOFILE}
     * @param soft the limit that is enforced, in the unit of the type; {@link Rlimit#UNLIMITED} for none
     * @param hard the ceiling of the soft limit, in the unit of the type; {@link Rlimit#UNLIMITED} for none
     * @return this
     */
    public S hasRlimit(String type, long soft, long hard) {
        Limit limit = new Limit(soft, hard);
        Optional<Limit> present = Limit.of(view().proc(), type);
        return check(
                present.equals(Optional.of(limit)),
                "to have a limit " + type + " of\n  " + limit,
                () -> present.map(other -> "it is\n  " + other).orElse("the kernel does not tell it"));
    }
}
