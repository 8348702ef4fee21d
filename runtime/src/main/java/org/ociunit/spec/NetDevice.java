package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * A network device of the host that moves into the container.
 *
 * <p>runtime-spec config-linux.md, Network Devices.
 *
 * @param name its name in the container, in which a {@code %d} becomes a free number; absent keeps the name
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record NetDevice(@Nullable String name, @Unknown Map<String, Object> unknown) implements NetDeviceBuilder.With {
    public NetDevice {
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static NetDevice empty() {
        return new NetDevice(null, Map.of());
    }
}
