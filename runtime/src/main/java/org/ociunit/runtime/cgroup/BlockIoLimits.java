package org.ociunit.runtime.cgroup;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.BlockIo;
import org.ociunit.spec.ThrottleDevice;
import org.ociunit.spec.WeightDevice;

/** Input and output of block devices: the controller {@code blkio} of version 1, {@code io} of version 2. */
final class BlockIoLimits {
    private static final long FEWEST = 10;
    private static final String NOT_IN_V2 = "version 2 of control groups has no weights of a group's own processes.";

    private BlockIoLimits() {}

    /** A kernel has the weights of the scheduler CFQ or those of BFQ. */
    static void v1(BlockIo io, Limits limits) {
        String weight = limits.now("blkio.weight").isPresent() ? "blkio.weight" : "blkio.bfq.weight";
        limits.text(weight, text(io.weight()), "blockIO.weight")
                .text("blkio.leaf_weight", text(io.leafWeight()), "blockIO.leafWeight");
        each(
                io.weightDevice(),
                (device, at) -> limits.text(
                                weight + "_device", keyed(device, text(device.weight())), "blockIO.weightDevice" + at)
                        .text(
                                "blkio.leaf_weight_device",
                                keyed(device, text(device.leafWeight())),
                                "blockIO.weightDevice" + at));
        rates(io.throttleReadBpsDevice(), "throttleReadBpsDevice", "blkio.throttle.read_bps_device", "", limits);
        rates(io.throttleWriteBpsDevice(), "throttleWriteBpsDevice", "blkio.throttle.write_bps_device", "", limits);
        rates(io.throttleReadIOPSDevice(), "throttleReadIOPSDevice", "blkio.throttle.read_iops_device", "", limits);
        rates(io.throttleWriteIOPSDevice(), "throttleWriteIOPSDevice", "blkio.throttle.write_iops_device", "", limits);
    }

    static void v2(BlockIo io, Limits limits) {
        boolean bfq = limits.now("io.bfq.weight").isPresent();
        String file = bfq ? "io.bfq.weight" : "io.weight";
        limits.refuse(Limits.isSet(io.leafWeight()), "blockIO.leafWeight", NOT_IN_V2, "leave it out.")
                .text(file, bfq ? text(io.weight()) : weight(io.weight()), "blockIO.weight");
        each(
                io.weightDevice(),
                (device, at) -> limits.refuse(
                                Limits.isSet(device.leafWeight()),
                                "blockIO.weightDevice" + at,
                                NOT_IN_V2,
                                "leave it out.")
                        .text(
                                file,
                                keyed(device, bfq ? text(device.weight()) : weight(device.weight())),
                                "blockIO.weightDevice" + at));
        rates(io.throttleReadBpsDevice(), "throttleReadBpsDevice", "io.max", "rbps=", limits);
        rates(io.throttleWriteBpsDevice(), "throttleWriteBpsDevice", "io.max", "wbps=", limits);
        rates(io.throttleReadIOPSDevice(), "throttleReadIOPSDevice", "io.max", "riops=", limits);
        rates(io.throttleWriteIOPSDevice(), "throttleWriteIOPSDevice", "io.max", "wiops=", limits);
    }

    /** Version 1 has 10 to 1000 and version 2 has 1 to 10000: in a straight line. */
    static @Nullable String weight(@Nullable Integer weight) {
        return Limits.isSet(weight) ? Long.toString(1 + (Limits.orZero(weight) - FEWEST) * 9999 / 990) : null;
    }

    /** A rate of 0 is no limit, for which version 2 has a word. */
    private static void rates(
            @Nullable List<ThrottleDevice> devices, String member, String file, String key, Limits limits) {
        each(devices, (device, at) -> {
            long rate = Limits.orZero(device.rate());
            String value = rate == 0 && !key.isEmpty() ? "max" : Long.toUnsignedString(rate);
            limits.text(file, device.major() + ":" + device.minor() + " " + key + value, "blockIO." + member + at);
        });
    }

    private static @Nullable String keyed(WeightDevice device, @Nullable String weight) {
        return weight == null ? null : device.major() + ":" + device.minor() + " " + weight;
    }

    private static @Nullable String text(@Nullable Integer weight) {
        return Limits.isSet(weight) ? Long.toString(Limits.orZero(weight)) : null;
    }

    private static <T> void each(@Nullable List<T> list, Visitor<T> visitor) {
        for (int index = 0; list != null && index < list.size(); index++) {
            visitor.visit(list.get(index), "[" + index + "]");
        }
    }

    private interface Visitor<T> {
        void visit(T element, String at);
    }
}
