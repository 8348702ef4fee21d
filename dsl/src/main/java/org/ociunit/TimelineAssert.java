package org.ociunit;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;

/** Assertions on what has happened to a container. */
public class TimelineAssert extends AbstractAssert<TimelineAssert, Timeline> {
    /**
     * Begins assertions.
     *
     * @param actual what they are on
     */
    public TimelineAssert(Timeline actual) {
        super(actual, TimelineAssert.class);
    }

    /**
     * Checks that the container went through exactly these states.
     *
     * <pre>{@code
     * // of a container that was created, started and killed
     * assertThat(timeline).wentThrough(CREATED, RUNNING, STOPPED); // passes
     * assertThat(timeline).wentThrough(CREATED, STOPPED);          // fails
     * }</pre>
     *
     * @param statuses all states, in their order, without {@code CREATING} and without repeats
     * @return this
     */
    public TimelineAssert wentThrough(Status... statuses) {
        isNotNull();
        if (!actual.statuses().equals(List.of(statuses))) {
            throw failure("to have gone through exactly\n  " + Words.list((Object[]) statuses));
        }
        return this;
    }

    /**
     * Checks that the container went through these states in this order, with any others between them.
     *
     * <pre>{@code
     * // of a container that was created, started and killed
     * assertThat(timeline).wentThroughInOrder(CREATED, STOPPED); // passes
     * assertThat(timeline).wentThroughInOrder(STOPPED, CREATED); // fails
     * }</pre>
     *
     * @param statuses some of the states, in their order
     * @return this
     */
    public TimelineAssert wentThroughInOrder(Status... statuses) {
        isNotNull();
        if (!hasInOrder(actual.statuses(), Stream.of(statuses))) {
            throw failure("to have gone through, in this order,\n  " + Words.list((Object[]) statuses));
        }
        return this;
    }

    /** Each is looked for behind the one before it. */
    private static <T> boolean hasInOrder(List<T> all, Stream<T> some) {
        Iterator<T> rest = all.iterator();
        return some.allMatch(wanted -> {
            boolean found = false;
            while (!found && rest.hasNext()) {
                found = rest.next().equals(wanted);
            }
            return found;
        });
    }

    /**
     * Checks that the container has not been in a state.
     *
     * <pre>{@code
     * // of a container that was created, started and killed
     * assertThat(timeline).neverWas(PAUSED);  // passes
     * assertThat(timeline).neverWas(RUNNING); // fails
     * }</pre>
     *
     * @param status the state
     * @return this
     */
    public TimelineAssert neverWas(Status status) {
        isNotNull();
        if (actual.statuses().contains(status)) {
            throw failure("never to have been\n  " + status);
        }
        return this;
    }

    /**
     * Checks that the container came to a state soon enough.
     *
     * <pre>{@code
     * // of a container that ran 80 ms after its creation had begun
     * assertThat(timeline).reached(RUNNING, Duration.ofMillis(100)); // passes
     * assertThat(timeline).reached(RUNNING, Duration.ofMillis(50));  // fails
     * }</pre>
     *
     * @param status the state
     * @param within how long after the creation began, at most
     * @return this
     */
    public TimelineAssert reached(Status status, Duration within) {
        isNotNull();
        boolean reached = actual.events().stream()
                .filter(event -> event.status().equals(Optional.of(status)))
                .map(Event::sinceCreate)
                .anyMatch(since -> since.compareTo(within) <= 0);
        if (!reached) {
            throw failure("to have reached, within " + within.toMillis() + " ms,\n  " + status);
        }
        return this;
    }

    /**
     * Checks that hooks ran in this order, with any others between them. Hooks count whose work is Java code, see
     * {@link Bundle#hook(HookKind, HookCallback)}; those that are programs are not seen.
     *
     * <pre>{@code
     * // of a container with such a hook of each kind, that was started
     * assertThat(timeline).ranHooksInOrder(CREATE_RUNTIME, START_CONTAINER); // passes
     * assertThat(timeline).ranHooksInOrder(START_CONTAINER, CREATE_RUNTIME); // fails
     * }</pre>
     *
     * @param kinds the kinds of some of the hooks, in their order
     * @return this
     */
    public TimelineAssert ranHooksInOrder(HookKind... kinds) {
        isNotNull();
        if (!hasInOrder(actual.hooks(), Stream.of(kinds).map(HookKind::toString))) {
            throw failure(
                    Words.list(actual.hooks()), "to have run hooks, in this order,\n  " + Words.list((Object[]) kinds));
        }
        return this;
    }

    /**
     * Checks that each state may come after the one before it, as {@link Status#mayBecome} has it.
     *
     * <pre>{@code
     * assertThat(timeline).isLegal(); // passes for created, running, stopped
     *                                 // fails for created, stopped, running
     * }</pre>
     *
     * @return this
     */
    public TimelineAssert isLegal() {
        isNotNull();
        List<Status> statuses = actual.statuses();
        for (int next = 1; next < statuses.size(); next++) {
            if (!statuses.get(next - 1).mayBecome(statuses.get(next))) {
                throw failure("to be legal, but a container that is " + statuses.get(next - 1) + " cannot become\n  "
                        + statuses.get(next));
            }
        }
        return this;
    }

    private AssertionError failure(String expectation) {
        return failure(Words.list(actual.statuses()), expectation);
    }

    private AssertionError failure(String seen, String expectation) {
        String text = "Expecting the timeline of container " + actual.id() + "\n  " + seen + "\n" + expectation
                + Words.block("Timeline", actual.toText());
        failWithMessage("%s", text);
        return new AssertionError(text);
    }
}
