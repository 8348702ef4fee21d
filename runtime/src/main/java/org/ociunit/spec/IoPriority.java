package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;
import org.ociunit.json.Unknown;

/**
 * The priority of the input and output of a container's processes.
 *
 * <p>runtime-spec config.md, Linux Process, {@code ioPriority}; ioprio_set(2).
 *
 * @param schedulingClass such as {@link #BEST_EFFORT}; {@code class} in the document
 * @param priority from 0 (first) to 7 (last); required by config.md, but runtimes take an absent one for 0
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record IoPriority(
        @Name("class") String schedulingClass,
        @Nullable Integer priority,
        @Unknown Map<String, Object> unknown) implements IoPriorityBuilder.With {
    /** Before all others. */
    public static final String REAL_TIME = "IOPRIO_CLASS_RT";

    /** In turns, the usual class. */
    public static final String BEST_EFFORT = "IOPRIO_CLASS_BE";

    /** When nobody else wants the disk. */
    public static final String IDLE = "IOPRIO_CLASS_IDLE";

    public IoPriority {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A class and the priority within it.
     *
     * @param schedulingClass such as {@link #BEST_EFFORT}
     * @param priority from 0 (first) to 7 (last)
     * @return the new record
     */
    public static IoPriority of(String schedulingClass, int priority) {
        return new IoPriority(schedulingClass, priority, Map.of());
    }
}
