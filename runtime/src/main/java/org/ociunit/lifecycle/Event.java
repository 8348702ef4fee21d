package org.ociunit.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Something that happened in a container's life. What it is about, {@link #kind} tells.
 *
 * @param at when, by the clock
 * @param sinceCreate how long after the container's creation began, by a clock that never goes back
 * @param what the name of the state reached, such as {@code running}, or else a description, such as {@code exec id};
 *     see {@link Kind} for how it begins
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

    /** What an event is about. */
    public enum Kind {
        /** A state was reached, such as {@code running}. */
        STATE,
        /**
         * A hook began, {@code hook createRuntime}, or came to its end, {@code hook createRuntime ended} or {@code hook
         * createRuntime failed: …}; of a hook that is a program, {@code hook createRuntime: …} when it must have run, which
         * nobody knows of those of {@code startContainer}.
         */
        HOOK("hook"),
        /**
         * The program wrote something, such as {@code stdout: ready}: the first line of it, 80 characters at most. The more of
         * these there are, the longer none is written down; all that was written is in the container's outputs.
         */
        OUTPUT("stdout:", "stderr:"),
        /** Something else was done, such as {@code exec id}, {@code update} or {@code link cut}. */
        ACTION;

        private final Set<String> firstWords;

        Kind(String... firstWords) {
            this.firstWords = Set.of(firstWords);
        }

        private boolean begins(String what) {
            return firstWords.contains(what.split(" ", 2)[0]);
        }
    }

    /**
     * The state that was reached.
     *
     * @return the state, or nothing if the event is not about one
     */
    public Optional<Status> status() {
        return Status.of(what);
    }

    /**
     * What it is about.
     *
     * @return the kind
     */
    public Kind kind() {
        if (status().isPresent()) {
            return Kind.STATE;
        }
        return Kind.HOOK.begins(what) ? Kind.HOOK : Kind.OUTPUT.begins(what) ? Kind.OUTPUT : Kind.ACTION;
    }
}
