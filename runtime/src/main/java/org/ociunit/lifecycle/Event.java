package org.ociunit.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in a container's life.
 *
 * @param at when, by the clock
 * @param sinceCreate how long after the container's creation began, by a clock that never goes back
 * @param what the name of the state reached, such as {@code running}, or else a description, such as {@code exec id}
 * @param source how it is known
 */
public record Event(Instant at, Duration sinceCreate, String what, Source source) {
    /** How an event is known. */
    public enum Source {
        /** A verb succeeded, and this is the state that it leads to. */
        VERB,
        /** It was seen from outside, such as the end of a process. */
        OBSERVED,
        /** It must have happened, since something later did. */
        IMPLIED
    }

    /**
     * The state that was reached.
     *
     * @return the state, or nothing if the event is not about one
     */
    public Optional<Status> status() {
        return Status.of(what);
    }
}
