package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * Weights and limits of input and output on block devices. A weight is from 10 to 1000.
 *
 * <p>runtime-spec config-linux.md, Block IO.
 *
 * @param weight the weight on all devices that have none of their own
 * @param leafWeight the weight of its tasks against its child cgroups
 * @param weightDevice the weights by device
 * @param throttleReadBpsDevice reading, in bytes a second
 * @param throttleWriteBpsDevice writing, in bytes a second
 * @param throttleReadIOPSDevice reading, in operations a second
 * @param throttleWriteIOPSDevice writing, in operations a second
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record BlockIo(
        @Unsigned(16) @Nullable Integer weight,
        @Unsigned(16) @Nullable Integer leafWeight,
        @Nullable List<WeightDevice> weightDevice,
        @Nullable List<ThrottleDevice> throttleReadBpsDevice,
        @Nullable List<ThrottleDevice> throttleWriteBpsDevice,
        @Nullable List<ThrottleDevice> throttleReadIOPSDevice,
        @Nullable List<ThrottleDevice> throttleWriteIOPSDevice,
        @Unknown Map<String, Object> unknown)
        implements BlockIoBuilder.With {
    public BlockIo {
        weightDevice = Frozen.list(weightDevice);
        throttleReadBpsDevice = Frozen.list(throttleReadBpsDevice);
        throttleWriteBpsDevice = Frozen.list(throttleWriteBpsDevice);
        throttleReadIOPSDevice = Frozen.list(throttleReadIOPSDevice);
        throttleWriteIOPSDevice = Frozen.list(throttleWriteIOPSDevice);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static BlockIo empty() {
        return new BlockIo(null, null, null, null, null, null, null, Map.of());
    }
}
