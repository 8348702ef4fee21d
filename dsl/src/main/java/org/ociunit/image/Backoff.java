package org.ociunit.image;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How often, and after which pauses, something is tried again: a few times, each time after twice as long. */
final class Backoff {
    /** The most that a registry may ask for. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    static final int ATTEMPTS = 5;

    private final Duration first;
    private int failed;

    Backoff(Duration first) {
        this.first = first;
    }

    /** How often it has been tried in vain. */
    int failed() {
        return failed;
    }

    /** Begins anew: there was some success in between. */
    void succeeded() {
        failed = 0;
    }

    /**
     * The pause before the next attempt, or nothing if it is not worth one.
     *
     * @param asked what the registry has asked for
     */
    Optional<Duration> next(Optional<Duration> asked) {
        failed++;
        if (failed >= ATTEMPTS
                || asked.filter(pause -> pause.compareTo(LONGEST) > 0).isPresent()) {
            return Optional.empty();
        }
        // Up to a half more: many that were sent away together do not come back together.
        long own = first.toMillis() << (failed - 1);
        Duration pause = Duration.ofMillis(own + ThreadLocalRandom.current().nextLong(own / 2 + 1));
        return Optional.of(asked.filter(wish -> wish.compareTo(pause) > 0).orElse(pause));
    }

    /** Reads a {@code Retry-After}: seconds, or a date. */
    static Optional<Duration> asked(String header, ZonedDateTime now) {
        try {
            return header.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                    : Optional.of(
                            Duration.between(now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
