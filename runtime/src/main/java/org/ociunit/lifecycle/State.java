package org.ociunit.lifecycle;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The state of a container as its runtime tells it (runtime-spec, runtime.md, "State").
 *
 * @param id the container's name
 * @param status where in its life it is
 * @param pid the init process, as the caller's pid namespace numbers it; nothing once it has stopped
 * @param bundle the absolute path of its bundle
 * @param annotations the annotations of its configuration; empty if there are none
 */
public record State(ContainerId id, Status status, OptionalLong pid, Path bundle, Map<String, String> annotations) {
    /** Copies the annotations, in their order. */
    public State {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Checks that a verb applies to the state.
     *
     * @param verb the verb that is to be used, such as {@code start}
     * @param next the state that it leads to
     * @return this state
     * @throws IllegalTransitionException if that is not a legal transition
     */
    public State requireMayBecome(Status next, String verb) {
        if (!status.mayBecome(next)) {
            throw new IllegalTransitionException(verb, id, status, next);
        }
        return this;
    }
}
