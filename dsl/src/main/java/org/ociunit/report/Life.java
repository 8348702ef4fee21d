package org.ociunit.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.scenario.Outcome;

/**
 * A container's life, as it is drawn: all times are since its creation began, and those of steps before that are negative.
 *
 * @param label whose life it is, such as {@code runc 1.1.5}
 * @param timeline what happened to it
 * @param steps what was done to it; empty if nobody has written it down
 * @param usage what it used
 */
record Life(String label, Timeline timeline, List<Span> steps, List<Outcome.Usage> usage) {
    /** Something with a beginning, an end and a name. */
    record Span(String what, Duration start, Duration end, String type) {
        Duration time() {
            return end.minus(start);
        }
    }

    /** A life without steps. */
    static Life of(String label, Timeline timeline) {
        return new Life(label, timeline, List.of(), List.of());
    }

    /** The life of a scenario's container; nothing if it has made none. */
    static Optional<Life> of(Outcome outcome) {
        return outcome.trace()
                .filter(trace -> !trace.timeline().events().isEmpty())
                .map(trace ->
                        new Life(outcome.runtime(), trace.timeline(), steps(outcome, trace.timeline()), trace.usage()));
    }

    private static List<Span> steps(Outcome outcome, Timeline timeline) {
        Event first = timeline.events().get(0);
        return outcome.rows().stream()
                .filter(row -> row.verdict() != Outcome.Verdict.NOT_REACHED)
                .map(row -> {
                    Duration start = Duration.between(first.at(), row.start()).plus(first.sinceCreate());
                    return new Span(row.step(), start, start.plus(row.time()), Words.type(row.verdict()));
                })
                .toList();
    }

    Duration start() {
        return steps.stream().map(Span::start).reduce(Duration.ZERO, Life::earlier);
    }

    Duration end() {
        Stream<Duration> ends = Stream.concat(
                timeline.events().stream().map(Event::sinceCreate),
                Stream.concat(steps.stream().map(Span::end), usage.stream().map(Outcome.Usage::sinceCreate)));
        return ends.reduce(Duration.ZERO, (one, other) -> earlier(one, other).equals(one) ? other : one);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The states one after the other; the last one lasts to the end of what is known. */
    List<Span> states() {
        List<Span> states = new ArrayList<>();
        Status status = Status.CREATING;
        Duration since = Duration.ZERO;
        for (Event event : timeline.events()) {
            if (event.status().isPresent()) {
                states.add(state(status, since, event.sinceCreate()));
                status = event.status().get();
                since = event.sinceCreate();
            }
        }
        states.add(state(status, since, end()));
        return states;
    }

    private static Span state(Status status, Duration start, Duration end) {
        return new Span(status.toString(), start, end, status.toString());
    }

    /** What happened that is no state. */
    List<Event> incidents() {
        return timeline.events().stream()
                .filter(event -> event.status().isEmpty())
                .toList();
    }
}
