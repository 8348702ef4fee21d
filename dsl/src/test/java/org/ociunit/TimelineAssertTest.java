package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;

class TimelineAssertTest {
    private final Timeline killed = timeline(CREATED, RUNNING, STOPPED);

    /** The first state is reached at once, and each other one 40 ms after the one before. */
    static Timeline timeline(Status... statuses) {
        List<Event> events = new ArrayList<>();
        for (Status status : statuses) {
            Duration since = Duration.ofMillis(40L * events.size());
            events.add(new Event(Instant.EPOCH.plus(since), since, status.toString(), Event.Source.VERB));
        }
        return new Timeline(new ContainerId("web-1"), events);
    }

    @Test
    void what_holds_passes() {
        assertThat(killed)
                .wentThrough(CREATED, RUNNING, STOPPED)
                .wentThroughInOrder(CREATED, STOPPED)
                .neverWas(PAUSED)
                .reached(RUNNING, Duration.ofMillis(40))
                .isLegal();
    }

    @Test
    void wentThrough_is_exact() {
        fails(() -> assertThat(killed).wentThrough(CREATED, STOPPED), """
                Expecting the timeline of container web-1
                  created, running, stopped
                to have gone through exactly
                  created, stopped
                Timeline:
                       0.0 ms  created
                      40.0 ms  running
                      80.0 ms  stopped""");
    }

    @Test
    void ranHooksInOrder_keeps_to_the_order() {
        Timeline hooked = new Timeline(
                new ContainerId("web-1"),
                List.of(
                        event(1, "hook createRuntime"),
                        event(2, "hook createRuntime ended"),
                        event(3, "created"),
                        event(4, "hook startContainer")));
        assertThat(hooked)
                .ranHooksInOrder(HookKind.CREATE_RUNTIME, HookKind.START_CONTAINER)
                .ranHooksInOrder(HookKind.START_CONTAINER);
        fails(() -> assertThat(hooked).ranHooksInOrder(HookKind.START_CONTAINER, HookKind.CREATE_RUNTIME), """
                Expecting the timeline of container web-1
                  createRuntime, startContainer
                to have run hooks, in this order,
                  startContainer, createRuntime
                Timeline:
                       1.0 ms  hook createRuntime
                       2.0 ms  hook createRuntime ended
                       3.0 ms  created
                       4.0 ms  hook startContainer""");
    }

    private static Event event(long milliseconds, String what) {
        Duration since = Duration.ofMillis(milliseconds);
        return new Event(Instant.EPOCH.plus(since), since, what, Event.Source.OBSERVED);
    }

    @Test
    void wentThroughInOrder_keeps_to_the_order() {
        fails(() -> assertThat(killed).wentThroughInOrder(STOPPED, CREATED), """
                Expecting the timeline of container web-1
                  created, running, stopped
                to have gone through, in this order,
                  stopped, created
                Timeline:
                       0.0 ms  created
                      40.0 ms  running
                      80.0 ms  stopped""");
    }

    @Test
    void neverWas_finds_a_state_wherever_it_is() {
        fails(() -> assertThat(killed).neverWas(RUNNING), """
                Expecting the timeline of container web-1
                  created, running, stopped
                never to have been
                  running
                Timeline:
                       0.0 ms  created
                      40.0 ms  running
                      80.0 ms  stopped""");
    }

    @Test
    void reached_looks_at_the_time() {
        fails(() -> assertThat(killed).reached(STOPPED, Duration.ofMillis(79)), """
                Expecting the timeline of container web-1
                  created, running, stopped
                to have reached, within 79 ms,
                  stopped
                Timeline:
                       0.0 ms  created
                      40.0 ms  running
                      80.0 ms  stopped""");
    }

    @Test
    void isLegal_knows_which_state_may_come_after_which() {
        fails(() -> assertThat(timeline(CREATED, STOPPED, RUNNING)).isLegal(), """
                Expecting the timeline of container web-1
                  created, stopped, running
                to be legal, but a container that is stopped cannot become
                  running
                Timeline:
                       0.0 ms  created
                      40.0 ms  stopped
                      80.0 ms  running""");
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message);
    }
}
