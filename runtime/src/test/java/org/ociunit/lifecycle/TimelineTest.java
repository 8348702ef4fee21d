package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.CREATING;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Timeline WHOLE_LIFE = timeline(
            "0 creating",
            "12300 created",
            "20000 running",
            "25000 exec id",
            "30000 paused",
            "70000 running",
            "70001 running",
            "90000 stopped",
            "1234567 deleted");

    private static final Timeline EMPTY = timeline();

    @Test
    void the_states_are_without_creating_and_without_repeats() {
        assertThat(WHOLE_LIFE.statuses()).containsExactly(CREATED, RUNNING, PAUSED, RUNNING, STOPPED);
        assertThat(timeline("0 creating", "1 exec id").statuses()).isEmpty();
        assertThat(EMPTY.statuses()).isEmpty();
    }

    @Test
    void the_hooks_are_in_the_order_in_which_they_began() {
        assertThat(timeline(
                                "1 hook prestart",
                                "2 hook prestart ended",
                                "3 hook createContainer: /usr/bin/true",
                                "4 created",
                                "5 hook poststart",
                                "6 hook startContainer",
                                "7 hook poststart failed: no")
                        .hooks())
                .containsExactly("prestart", "poststart", "startContainer");
        assertThat(WHOLE_LIFE.hooks()).isEmpty();
    }

    @Test
    void the_time_in_a_state_is_that_of_all_visits() {
        assertThat(WHOLE_LIFE.timeIn(CREATING)).contains(micros(12_300));
        assertThat(WHOLE_LIFE.timeIn(CREATED)).contains(micros(7_700));
        assertThat(WHOLE_LIFE.timeIn(RUNNING)).contains(micros(10_000 + 20_000));
        assertThat(WHOLE_LIFE.timeIn(PAUSED)).contains(micros(40_000));
    }

    @Test
    void the_last_state_counts_to_the_last_event() {
        assertThat(WHOLE_LIFE.timeIn(STOPPED)).contains(micros(1_234_567 - 90_000));
        assertThat(timeline("0 creating", "5 created").timeIn(CREATED)).contains(Duration.ZERO);
        assertThat(timeline("0 running", "5 paused", "7 running", "8 exec id").timeIn(RUNNING))
                .contains(micros(5 + 1));
    }

    @Test
    void there_is_no_time_in_a_state_that_was_never_reached() {
        assertThat(timeline("0 creating", "5 created").timeIn(RUNNING)).isEmpty();
        assertThat(EMPTY.timeIn(CREATED)).isEmpty();
    }

    @Test
    void the_text_has_a_line_an_event() {
        assertThat(WHOLE_LIFE.toText()).isEqualTo("""
                     0.0 ms  creating
                    12.3 ms  created
                    20.0 ms  running
                    25.0 ms  exec id
                    30.0 ms  paused
                    70.0 ms  running
                    70.0 ms  running
                    90.0 ms  stopped
                  1234.6 ms  deleted
                """);
        assertThat(EMPTY.toText()).isEmpty();
    }

    @Test
    void the_events_are_copied() {
        List<Event> events = new ArrayList<>(WHOLE_LIFE.events());
        Timeline timeline = new Timeline(WHOLE_LIFE.id(), events);
        events.clear();

        assertThat(timeline).isEqualTo(WHOLE_LIFE);
        assertThatThrownBy(() -> timeline.events().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    /** Events as their microseconds since creation began, and what happened. */
    private static Timeline timeline(String... events) {
        return new Timeline(
                new ContainerId("web-1"),
                Stream.of(events)
                        .map(event -> event.split(" ", 2))
                        .map(parts ->
                                new Event(Instant.EPOCH, micros(Long.parseLong(parts[0])), parts[1], Event.Source.VERB))
                        .toList());
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
