package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * Shares of caches and memory bandwidth, by Intel's Resource Director Technology. A schema has no line breaks.
 *
 * <p>runtime-spec config-linux.md, IntelRdt.
 *
 * @param closID the class of service: a directory of resctrl, {@code /} being its root; absent takes the container's
 *     id
 * @param schemata lines for the file {@code schemata}, written after the other two
 * @param l3CacheSchema the line for the L3 cache, beginning with {@code L3:}
 * @param memBwSchema the line for memory bandwidth, beginning with {@code MB:}
 * @param enableMonitoring whether the container gets a monitoring group of its own; by default false
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record IntelRdt(
        @Nullable String closID,
        @Nullable List<String> schemata,
        @Nullable String l3CacheSchema,
        @Nullable String memBwSchema,
        @Nullable Boolean enableMonitoring,
        @Unknown Map<String, Object> unknown)
        implements IntelRdtBuilder.With {
    public IntelRdt {
        schemata = Frozen.list(schemata);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static IntelRdt empty() {
        return new IntelRdt(null, null, null, null, null, Map.of());
    }
}
