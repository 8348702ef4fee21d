package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Optional<Duration> NOTHING = Optional.empty();

    private final Backoff backoff = new Backoff(Duration.ofMillis(100));

    @Test
    void each_pause_is_about_twice_as_long_and_the_fifth_failure_is_the_last() {
        for (int expected : new int[] {100, 200, 400, 800}) {
            assertThat(backoff.next(NOTHING).orElseThrow())
                    .isBetween(Duration.ofMillis(expected), Duration.ofMillis(expected * 3 / 2));
        }
        assertThat(backoff.next(NOTHING)).isEmpty();
        assertThat(backoff.failed()).isEqualTo(5);
    }

    @Test
    void what_is_asked_for_counts_up_to_a_minute() {
        assertThat(backoff.next(Optional.of(Duration.ofSeconds(60)))).hasValue(Duration.ofSeconds(60));
        assertThat(backoff.next(Optional.of(Duration.ofSeconds(61)))).isEmpty();
    }

    @Test
    void less_than_the_own_pause_is_not_enough() {
        assertThat(backoff.next(Optional.of(Duration.ofSeconds(-5))).orElseThrow())
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void after_some_success_it_begins_anew() {
        backoff.next(NOTHING);
        backoff.next(NOTHING);
        backoff.succeeded();
        assertThat(backoff.next(NOTHING).orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void retry_after_is_seconds_or_a_date() {
        ZonedDateTime now = ZonedDateTime.of(2026, 11, 1, 12, 0, 0, 0, ZoneOffset.UTC);
        assertThat(Backoff.asked("7", now)).hasValue(Duration.ofSeconds(7));
        assertThat(Backoff.asked("Sun, 01 Nov 2026 12:00:09 GMT", now)).hasValue(Duration.ofSeconds(9));
        assertThat(Backoff.asked("soon", now)).isEmpty();
        assertThat(Backoff.asked("99999999999999999999", now)).isEmpty();
    }
}
