package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The limit on the number of tasks.
 *
 * <p>runtime-spec config-linux.md, PIDs.
 *
 * @param limit how many tasks; -1 for no limit, and 0 is a limit too
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Pids(@Nullable Long limit, @Unknown Map<String, Object> unknown) implements PidsBuilder.With {
    public Pids {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A limit.
     *
     * @param limit how many tasks, or -1 for no limit
     * @return the new record
     */
    public static Pids of(long limit) {
        return new Pids(limit, Map.of());
    }
}
