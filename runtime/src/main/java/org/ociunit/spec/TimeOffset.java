package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * How far a clock of the container is ahead of the host's.
 *
 * <p>runtime-spec config-linux.md, Offset for Time Namespace.
 *
 * @param secs seconds, which may be negative; by default 0
 * @param nanosecs nanoseconds on top; by default 0
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record TimeOffset(
        @Nullable Long secs,
        @Unsigned(32) @Nullable Long nanosecs,
        @Unknown Map<String, Object> unknown) implements TimeOffsetBuilder.With {
    /** The clock since boot that counts while suspended. */
    public static final String BOOTTIME = "boottime";

    /** The clock since boot that rests while suspended. */
    public static final String MONOTONIC = "monotonic";

    public TimeOffset {
        unknown = Frozen.tree(unknown);
    }

    /**
     * An offset.
     *
     * @param secs seconds
     * @param nanosecs nanoseconds on top
     * @return the new record
     */
    public static TimeOffset of(long secs, long nanosecs) {
        return new TimeOffset(secs, nanosecs, Map.of());
    }
}
