package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The execution domain of a process: what kind of system it seems to run on.
 *
 * <p>runtime-spec config-linux.md, Personality; personality(2).
 *
 * @param domain {@link #LINUX} or {@link #LINUX32}; required by config-linux.md
 * @param flags none are defined yet
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Personality(
        @Nullable String domain,
        @Nullable List<String> flags,
        @Unknown Map<String, Object> unknown) implements PersonalityBuilder.With {
    /** The system as it is. */
    public static final String LINUX = "LINUX";

    /** A 32-bit system. */
    public static final String LINUX32 = "LINUX32";

    public Personality {
        flags = Frozen.list(flags);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A domain.
     *
     * @param domain {@link #LINUX} or {@link #LINUX32}
     * @return the new record
     */
    public static Personality of(String domain) {
        return new Personality(domain, null, Map.of());
    }
}
