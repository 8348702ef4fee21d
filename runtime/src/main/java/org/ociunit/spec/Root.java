package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The root file system of a container.
 *
 * <p>runtime-spec config.md, Root.
 *
 * @param path a directory on the host, absolute or relative to the bundle
 * @param readonly whether the container sees it read-only; by default false
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Root(
        String path, @Nullable Boolean readonly, @Unknown Map<String, Object> unknown) implements RootBuilder.With {
    public Root {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A root that the container may write to.
     *
     * @param path a directory, absolute or relative to the bundle
     * @return the new record
     */
    public static Root of(String path) {
        return new Root(path, null, Map.of());
    }
}
