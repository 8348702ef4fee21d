package org.ociunit.runtime;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Status;

/** What a runtime can be asked to do with a container; each is a method of {@link OciRuntime}. */
public enum Verb {
    /** Makes a container whose program waits to be started. */
    CREATE(EnumSet.noneOf(Status.class), Status.CREATED),
    /** Lets the program of a created container run. */
    START(EnumSet.of(Status.CREATED), Status.RUNNING),
    /** Tells the state of a container. */
    STATE(EnumSet.allOf(Status.class), null),
    /** Tells the states of all containers. */
    LIST(EnumSet.allOf(Status.class), null),
    /** Sends a signal to a container's first process. */
    KILL(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Removes what is left of a container; no runtime keeps to the rule that a created one is not to be deleted. */
    DELETE(EnumSet.of(Status.CREATED, Status.STOPPED), null),
    /** Runs a further process in a container. */
    EXEC(EnumSet.of(Status.CREATED, Status.RUNNING), null),
    /** Freezes all processes of a container. */
    PAUSE(EnumSet.of(Status.CREATED, Status.RUNNING), Status.PAUSED),
    /** Lets the processes of a paused container go on, in the state that it was paused in. */
    RESUME(EnumSet.of(Status.PAUSED), null),
    /** Tells the processes of a container. */
    PS(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Tells the processes of a container, as ps(1) shows them. */
    TOP(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Changes the limits of a container. */
    UPDATE(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Tells how much a container uses. */
    STATS(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Tells how much a container uses at intervals, and when it runs out of memory. */
    EVENTS(EnumSet.of(Status.CREATED, Status.RUNNING, Status.PAUSED), null),
    /** Writes a container to disk. */
    CHECKPOINT(EnumSet.of(Status.RUNNING, Status.PAUSED), null),
    /** Reads a container back from disk, in the state that it was written in. */
    RESTORE(EnumSet.noneOf(Status.class), Status.RUNNING),
    /** Tells what the runtime can do. */
    FEATURES(EnumSet.allOf(Status.class), null);

    private final Set<Status> from;
    private final @Nullable Status to;

    Verb(Set<Status> from, @Nullable Status to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Whether the verb can be used on a container.
     *
     * @param status the state that the container is in
     * @return false if a runtime is to refuse it
     */
    public boolean appliesTo(Status status) {
        return from.contains(status);
    }

    /**
     * The state that the verb leads to whenever it succeeds.
     *
     * @return the state, or nothing if the verb leaves the state as it is, or leads to different ones
     */
    public Optional<Status> leadsTo() {
        return Optional.ofNullable(to);
    }

    /**
     * The exception for a container in a state that the verb does not apply to.
     *
     * @param id the container
     * @param status the state that it is in
     * @return such an exception
     */
    public IllegalTransitionException illegal(ContainerId id, Status status) {
        return to == null
                ? new IllegalTransitionException(toString(), id, status)
                : new IllegalTransitionException(toString(), id, status, to);
    }

    /** The verb as a command line has it, such as {@code create}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
