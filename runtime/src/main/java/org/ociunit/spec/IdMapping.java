package org.ociunit.spec;

import java.util.Map;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * A range of ids of a user namespace, and where it lies outside.
 *
 * <p>runtime-spec config-linux.md, User namespace mappings.
 *
 * @param containerID the first id in the container
 * @param hostID the first id on the host
 * @param size how many ids
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record IdMapping(
        @Unsigned(32) long containerID,
        @Unsigned(32) long hostID,
        @Unsigned(32) long size,
        @Unknown Map<String, Object> unknown)
        implements IdMappingBuilder.With {
    public IdMapping {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A range.
     *
     * @param containerID the first id in the container
     * @param hostID the first id on the host
     * @param size how many ids
     * @return the new record
     */
    public static IdMapping of(long containerID, long hostID, long size) {
        return new IdMapping(containerID, hostID, size, Map.of());
    }
}
