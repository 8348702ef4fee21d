package org.ociunit.spec;

import java.util.Map;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The limit on huge pages of one size.
 *
 * <p>runtime-spec config-linux.md, Huge page limits.
 *
 * @param pageSize the size, such as {@code 64KB}, {@code 2MB} or {@code 1GB}, by powers of 1024
 * @param limit how many bytes may be reserved, or used where the kernel cannot limit reservations
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record HugepageLimit(
        String pageSize, @Unsigned long limit, @Unknown Map<String, Object> unknown)
        implements HugepageLimitBuilder.With {
    public HugepageLimit {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A limit.
     *
     * @param pageSize such as {@code 2MB}
     * @param limit in bytes
     * @return the new record
     */
    public static HugepageLimit of(String pageSize, long limit) {
        return new HugepageLimit(pageSize, limit, Map.of());
    }
}
