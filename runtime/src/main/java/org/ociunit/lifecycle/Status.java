package org.ociunit.lifecycle;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The states of a container's life (runtime-spec, runtime.md, "State"). {@link #PAUSED} is what all runtimes add to the
 * specification's four.
 */
public enum Status {
    /** The container is being made; hooks may be running. */
    CREATING,
    /** Everything is in place, and the user's program waits to be started. */
    CREATED,
    /** The user's program runs. */
    RUNNING,
    /** All processes of the container are frozen. */
    PAUSED,
    /** The user's program has ended; the container can be deleted. */
    STOPPED;

    /**
     * Whether a container in this state may be in another one next. A paused container goes back to the state that it
     * was paused in, which is {@link #CREATED} for one that was never started.
     *
     * @param next the other state
     * @return false for the same state, and for every state after {@link #STOPPED}
     */
    public boolean mayBecome(Status next) {
        return successors().contains(next);
    }

    /** The one table of legal transitions. */
    private Set<Status> successors() {
        return switch (this) {
            case CREATING -> EnumSet.of(CREATED, STOPPED);
            case CREATED -> EnumSet.of(RUNNING, PAUSED, STOPPED);
            case RUNNING -> EnumSet.of(PAUSED, STOPPED);
            case PAUSED -> EnumSet.of(CREATED, RUNNING, STOPPED);
            case STOPPED -> EnumSet.noneOf(Status.class);
        };
    }

    /**
     * Whether a container in this state can still get to another one, by however many steps. Each state leads to all
     * those after it; the way back is that of a pause alone.
     *
     * @param goal the other state
     * @return true for the same state too
     */
    public boolean canReach(Status goal) {
        return compareTo(goal) <= 0 || mayBecome(goal);
    }

    /**
     * Finds a state by the specification's name for it.
     *
     * @param text such as {@code created}
     * @return the state, or nothing if no state has this name
     */
    public static Optional<Status> of(String text) {
        for (Status status : values()) {
            if (status.toString().equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** The specification's name of the state, such as {@code created}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
