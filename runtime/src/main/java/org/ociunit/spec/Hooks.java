package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The programs that a runtime runs in the course of a container's life. A list runs in its order; each hook reads the
 * container's state from its standard input.
 *
 * <p>runtime-spec config.md, POSIX-platform Hooks.
 *
 * @param prestart in create, in the runtime's namespaces, before the root is changed; deprecated
 * @param createRuntime in create, in the runtime's namespaces, after prestart and before the root is changed
 * @param createContainer in create, in the container's namespaces, after createRuntime and before the root is changed
 * @param startContainer in start, in the container's namespaces, before the program runs
 * @param poststart in start, in the runtime's namespaces, after the program runs
 * @param poststop in delete, in the runtime's namespaces, after the container is deleted
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Hooks(
        @Nullable List<Hook> prestart,
        @Nullable List<Hook> createRuntime,
        @Nullable List<Hook> createContainer,
        @Nullable List<Hook> startContainer,
        @Nullable List<Hook> poststart,
        @Nullable List<Hook> poststop,
        @Unknown Map<String, Object> unknown)
        implements HooksBuilder.With {
    public Hooks {
        prestart = Frozen.list(prestart);
        createRuntime = Frozen.list(createRuntime);
        createContainer = Frozen.list(createContainer);
        startContainer = Frozen.list(startContainer);
        poststart = Frozen.list(poststart);
        poststop = Frozen.list(poststop);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Hooks empty() {
        return new Hooks(null, null, null, null, null, null, Map.of());
    }
}
