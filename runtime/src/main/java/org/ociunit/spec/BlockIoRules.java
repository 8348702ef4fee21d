package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weights and limits of block devices. */
final class BlockIoRules {
    private static final int LEAST = 10;
    private static final int MOST = 1000;

    private BlockIoRules() {}

    static void check(@Nullable BlockIo io, Place at) {
        if (io == null) {
            return;
        }
        weight(io.weight(), at.member("weight"));
        weight(io.leafWeight(), at.member("leafWeight"));
        at.member("weightDevice").each(io.weightDevice(), BlockIoRules::weighted);
        throttled(io.throttleReadBpsDevice(), at.member("throttleReadBpsDevice"));
        throttled(io.throttleWriteBpsDevice(), at.member("throttleWriteBpsDevice"));
        throttled(io.throttleReadIOPSDevice(), at.member("throttleReadIOPSDevice"));
        throttled(io.throttleWriteIOPSDevice(), at.member("throttleWriteIOPSDevice"));
    }

    /** 0 counts as absent, which is how runtimes written in Go see it. */
    private static void weight(@Nullable Integer weight, Place at) {
        if (weight != null && weight != 0) {
            at.within(weight, LEAST, MOST);
        }
    }

    private static void weighted(WeightDevice device, Place at) {
        if (device.weight() == null && device.leafWeight() == null) {
            at.error("needs weight or leafWeight");
        }
        weight(device.weight(), at.member("weight"));
        weight(device.leafWeight(), at.member("leafWeight"));
        numbers(device.major(), device.minor(), at);
    }

    private static void throttled(@Nullable List<ThrottleDevice> devices, Place at) {
        at.each(devices, (device, place) -> {
            place.member("rate").required(device.rate());
            numbers(device.major(), device.minor(), place);
        });
    }

    private static void numbers(long major, long minor, Place at) {
        at.member("major").within(major, 0, DeviceNodeRules.LAST_MAJOR);
        at.member("minor").within(minor, 0, DeviceNodeRules.LAST_MINOR);
    }
}
