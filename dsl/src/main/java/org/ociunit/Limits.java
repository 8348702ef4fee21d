package org.ociunit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.ThrottleDevice;

/**
 * The rarer limits of a container's control group, beside {@link Bundle#memory} and {@link Bundle#pids}. What nothing is
 * said of has no limit. Limits are immutable: every method returns others.
 *
 * <pre>{@code
 * bundle.limits(Limits.none().cpus("0").cpuTime(ofMillis(20), ofMillis(100)))
 * }</pre>
 */
@CheckReturnValue
public final class Limits {
    private static final Limits NONE = new Limits(List.of());

    private final List<UnaryOperator<LinuxResources>> changes;

    private Limits(List<UnaryOperator<LinuxResources>> changes) {
        this.changes = changes;
    }

    /**
     * No limits.
     *
     * @return the limits to begin with
     */
    public static Limits none() {
        return NONE;
    }

    /**
     * Limits the time on CPUs.
     *
     * @param quota how long all processes together may run in a period, from 1 ms; on several CPUs it may be longer than it
     * @param period how long a period is, from 1 ms to 1 s
     * @return other limits
     */
    public Limits cpuTime(Duration quota, Duration period) {
        require(quota.toMillis() >= 1, "quota " + quota, "1 ms or more");
        require(
                period.toMillis() >= 1 && period.compareTo(Duration.ofSeconds(1)) <= 0,
                "period " + period,
                "1 ms to 1 s");
        return cpu(cpu -> cpu.withQuota(microseconds(quota)).withPeriod(microseconds(period)));
    }

    /**
     * Says what share of the CPUs' time the container gets when others want it, too.
     *
     * @param shares its weight, from 2 to 262144; others have 1024 by default
     * @return other limits
     */
    public Limits cpuShares(int shares) {
        require(shares >= 2 && shares <= 262_144, "shares " + shares, "2 to 262144");
        return cpu(cpu -> cpu.withShares((long) shares));
    }

    /**
     * Says which CPUs there are for the container.
     *
     * @param list a list such as {@code 0-3,7}
     * @return other limits
     */
    public Limits cpus(String list) {
        requireList(list);
        return cpu(cpu -> cpu.withCpus(list));
    }

    /**
     * Says which memory nodes there are for the container.
     *
     * @param list a list such as {@code 0-1}
     * @return other limits
     */
    public Limits memoryNodes(String list) {
        requireList(list);
        return cpu(cpu -> cpu.withMems(list));
    }

    /**
     * Says what share of the block devices' time the container gets when others want it, too. Only some schedulers of the
     * kernel know of it.
     *
     * @param weight from 10 to 1000; others have 500 by default, or 100 with control groups of version 2
     * @return other limits
     */
    public Limits ioWeight(int weight) {
        require(weight >= 10 && weight <= 1000, "weight " + weight, "10 to 1000");
        return io(io -> io.withWeight(weight));
    }

    /**
     * Limits how much is read from a block device.
     *
     * @param device a whole disk, such as {@code /dev/sda}; looked at when a container is made
     * @param perSecond how much in a second
     * @return other limits
     */
    public Limits readRate(Path device, Bytes perSecond) {
        return io(io -> io.withThrottleReadBpsDevice(and(io.throttleReadBpsDevice(), device, perSecond.count())));
    }

    /**
     * Limits how much is written to a block device.
     *
     * @param device a whole disk, such as {@code /dev/sda}; looked at when a container is made
     * @param perSecond how much in a second
     * @return other limits
     */
    public Limits writeRate(Path device, Bytes perSecond) {
        return io(io -> io.withThrottleWriteBpsDevice(and(io.throttleWriteBpsDevice(), device, perSecond.count())));
    }

    /**
     * Limits how often a block device is read from.
     *
     * @param device a whole disk, such as {@code /dev/sda}; looked at when a container is made
     * @param perSecond how many operations in a second
     * @return other limits
     */
    public Limits reads(Path device, long perSecond) {
        return io(io -> io.withThrottleReadIOPSDevice(and(io.throttleReadIOPSDevice(), device, perSecond)));
    }

    /**
     * Limits how often a block device is written to.
     *
     * @param device a whole disk, such as {@code /dev/sda}; looked at when a container is made
     * @param perSecond how many operations in a second
     * @return other limits
     */
    public Limits writes(Path device, long perSecond) {
        return io(io -> io.withThrottleWriteIOPSDevice(and(io.throttleWriteIOPSDevice(), device, perSecond)));
    }

    /**
     * The limits as the runtime-spec has them.
     *
     * @return resources with these limits and nothing else
     */
    public LinuxResources resources() {
        return applyTo(LinuxResources.empty());
    }

    LinuxResources applyTo(LinuxResources resources) {
        LinuxResources limited = resources;
        for (UnaryOperator<LinuxResources> change : changes) {
            limited = change.apply(limited);
        }
        return limited;
    }

    private Limits cpu(UnaryOperator<Cpu> change) {
        return and(resources -> {
            Cpu cpu = resources.cpu();
            return resources.withCpu(change.apply(cpu == null ? Cpu.empty() : cpu));
        });
    }

    private Limits io(UnaryOperator<BlockIo> change) {
        return and(resources -> {
            BlockIo io = resources.blockIO();
            return resources.withBlockIO(change.apply(io == null ? BlockIo.empty() : io));
        });
    }

    private Limits and(UnaryOperator<LinuxResources> change) {
        return new Limits(Stream.concat(changes.stream(), Stream.of(change)).toList());
    }

    private static List<ThrottleDevice> and(@Nullable List<ThrottleDevice> present, Path device, long rate) {
        DeviceNode node = DeviceNode.of(device);
        List<ThrottleDevice> all = new ArrayList<>(present == null ? List.of() : present);
        all.add(ThrottleDevice.of(node.major(), node.minor(), rate));
        return all;
    }

    private static void requireList(String list) {
        require(
                list.matches("\\d+(-\\d+)?(,\\d+(-\\d+)?)*"),
                "list \"" + list + "\"",
                "numbers and ranges, such as 0-3,7");
    }

    private static void require(boolean legal, String what, String takes) {
        if (!legal) {
            throw new IllegalArgumentException("Illegal " + what + ": it takes " + takes + ".");
        }
    }

    private static long microseconds(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }
}
