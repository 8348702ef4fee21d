package org.ociunit.lifecycle;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;

/** A verb was used in a state that it does not apply to; the container was left as it is. */
public final class IllegalTransitionException extends ContainerException {
    private static final long serialVersionUID = 1;

    private final Status from;
    private final @Nullable Status to;

    /**
     * A verb that leads to another state.
     *
     * @param verb the verb, such as {@code start}
     * @param id the container
     * @param from the state that the container is in
     * @param to the state that the verb leads to
     */
    public IllegalTransitionException(String verb, ContainerId id, Status from, Status to) {
        super(
                "Could not " + verb + " container " + id + ": it is " + from + ".",
                "a " + from + " container cannot become " + to + ".",
                null);
        this.from = from;
        this.to = to;
    }

    /**
     * A verb that leaves the state as it is, such as {@code exec}.
     *
     * @param verb the verb
     * @param id the container
     * @param from the state that the container is in
     */
    public IllegalTransitionException(String verb, ContainerId id, Status from) {
        super("Could not " + verb + " container " + id + ": it is " + from + ".", null, null);
        this.from = from;
        this.to = null;
    }

    /**
     * The state that the container is in.
     *
     * @return the state
     */
    public Status from() {
        return from;
    }

    /**
     * The state that the verb would have led to.
     *
     * @return the state, or nothing if the verb leads to none
     */
    public Optional<Status> to() {
        return Optional.ofNullable(to);
    }
}
