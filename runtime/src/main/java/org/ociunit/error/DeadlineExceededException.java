package org.ociunit.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something did not happen in the time that it was given. */
public final class DeadlineExceededException extends ContainerException {
    private static final long serialVersionUID = 1;

    private final Duration deadline;
    private final @Nullable String state;

    /**
     * A deadline that passed.
     *
     * @param what what could not be done, as a whole sentence
     * @param deadline the time that it was given
     * @param state what was seen instead, or null if nothing was
     */
    public DeadlineExceededException(String what, Duration deadline, @Nullable String state) {
        super(
                what,
                "it did not happen within " + deadline.toMillis() + " ms" + (state == null ? "." : "; " + state + "."),
                null);
        this.deadline = deadline;
        this.state = state;
    }

    /**
     * The time that it was given.
     *
     * @return the deadline
     */
    public Duration deadline() {
        return deadline;
    }

    /**
     * What was seen instead.
     *
     * @return the end of the reason, or null if nothing was
     */
    public @Nullable String state() {
        return state;
    }
}
