package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * Limits on one RDMA device. At least one of them is needed.
 *
 * <p>runtime-spec config-linux.md, RDMA.
 *
 * @param hcaHandles how many handles may be open; absent means no limit
 * @param hcaObjects how many objects may be made; absent means no limit
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Rdma(
        @Unsigned(32) @Nullable Long hcaHandles,
        @Unsigned(32) @Nullable Long hcaObjects,
        @Unknown Map<String, Object> unknown)
        implements RdmaBuilder.With {
    public Rdma {
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Rdma empty() {
        return new Rdma(null, null, Map.of());
    }
}
