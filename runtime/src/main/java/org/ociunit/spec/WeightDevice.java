package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The weight of a cgroup on one block device. At least one of the weights is needed.
 *
 * <p>runtime-spec config-linux.md, Block IO, {@code weightDevice}.
 *
 * @param major the major number of the device
 * @param minor the minor number of the device
 * @param weight the weight, from 10 to 1000
 * @param leafWeight the weight of its tasks against its child cgroups
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record WeightDevice(
        long major,
        long minor,
        @Unsigned(16) @Nullable Integer weight,
        @Unsigned(16) @Nullable Integer leafWeight,
        @Unknown Map<String, Object> unknown)
        implements WeightDeviceBuilder.With {
    public WeightDevice {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A weight on a device.
     *
     * @param major the major number
     * @param minor the minor number
     * @param weight from 10 to 1000
     * @return the new record
     */
    public static WeightDevice of(long major, long minor, int weight) {
        return new WeightDevice(major, minor, weight, null, Map.of());
    }
}
