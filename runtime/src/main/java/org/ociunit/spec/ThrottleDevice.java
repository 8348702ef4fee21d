package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The limit of a cgroup on one block device.
 *
 * <p>runtime-spec config-linux.md, Block IO, {@code throttleReadBpsDevice} and its like.
 *
 * @param major the major number of the device
 * @param minor the minor number of the device
 * @param rate bytes or operations a second, by the list it stands in; required by config-linux.md
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record ThrottleDevice(
        long major,
        long minor,
        @Unsigned @Nullable Long rate,
        @Unknown Map<String, Object> unknown) implements ThrottleDeviceBuilder.With {
    public ThrottleDevice {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A limit on a device.
     *
     * @param major the major number
     * @param minor the minor number
     * @param rate bytes or operations a second
     * @return the new record
     */
    public static ThrottleDevice of(long major, long minor, long rate) {
        return new ThrottleDevice(major, minor, rate, Map.of());
    }
}
