package org.ociunit.runtime.embedded;

import java.time.Duration;
import java.util.function.Function;
import org.ociunit.error.DeadlineExceededException;

/** How long a verb may still take. */
record Deadline(long end, Duration whole, String what) {
    static Deadline in(Duration duration, String what) {
        return new Deadline(System.nanoTime() + duration.toNanos(), duration, what);
    }

    /** What is left; nothing is none. */
    Duration left() {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
            throw exceeded();
        }
        return Duration.ofNanos(nanos);
    }

    /** Does what may take what is left; if it takes longer, the failure tells the whole time that there was. */
    <T> T spend(Function<Duration, T> work) {
        try {
            return work.apply(left());
        } catch (DeadlineExceededException late) {
            throw new DeadlineExceededException(what, whole, late.state());
        }
    }

    DeadlineExceededException exceeded() {
        return new DeadlineExceededException(what, whole, null);
    }
}
