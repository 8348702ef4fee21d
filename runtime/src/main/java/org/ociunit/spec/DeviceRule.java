package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * Whether the container may use devices. The rules apply in the order of their list.
 *
 * <p>runtime-spec config-linux.md, Allowed Device list.
 *
 * @param allow whether it may
 * @param type {@link Device#CHARACTER}, {@link Device#BLOCK} or {@link #ALL}; absent means all
 * @param major the major number; absent means all
 * @param minor the minor number; absent means all
 * @param access what: {@code r} (read), {@code w} (write), {@code m} (make a node), or several
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record DeviceRule(
        boolean allow,
        @Nullable String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Nullable String access,
        @Unknown Map<String, Object> unknown)
        implements DeviceRuleBuilder.With {
    /** Every type of device. */
    public static final String ALL = "a";

    public DeviceRule {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A rule for all devices.
     *
     * @param allow whether the container may
     * @param access such as {@code rwm}
     * @return the new record
     */
    public static DeviceRule of(boolean allow, String access) {
        return new DeviceRule(allow, null, null, null, access, Map.of());
    }
}
