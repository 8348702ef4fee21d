package org.ociunit.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** Something with a beginning, an end, a name, and a class of the style sheet. */
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

    /**
     * The hooks from their beginnings to their ends, of which some may run at a time. One that has not come to its end lasts
     * as long as what is known, and of one that only must have run there is no more than a point.
     */
    List<Span> hooks() {
        Map<String, Event> running = new LinkedHashMap<>();
        List<Span> hooks = new ArrayList<>();
        for (Event event : of(Event.Kind.HOOK)) {
            Optional<Event> begun = running.values().stream()
                    .filter(hook -> event.what().startsWith(hook.what() + " "))
                    .findFirst();
            if (event.source() == Event.Source.IMPLIED) {
                hooks.add(new Span(event.what(), event.sinceCreate(), event.sinceCreate(), "hook"));
            } else if (begun.isPresent()) {
                running.remove(begun.get().what());
                hooks.add(hook(begun.get(), event));
            } else {
                running.put(event.what(), event);
            }
        }
        running.values().forEach(hook -> hooks.add(new Span(hook.what(), hook.sinceCreate(), end(), "hook failed")));
        return hooks;
    }

    private static Span hook(Event begun, Event ended) {
        boolean failed = !ended.what().endsWith(" ended");
        return new Span(
                failed ? ended.what() : begun.what(),
                begun.sinceCreate(),
                ended.sinceCreate(),
                failed ? "hook failed" : "hook");
    }

    /** What happened that is to be read about, in its order: hooks, and what was done. */
    List<Span> incidents() {
        Stream<Span> actions = of(Event.Kind.ACTION).stream()
                .map(event -> new Span(event.what(), event.sinceCreate(), event.sinceCreate(), "action"));
        return Stream.concat(hooks().stream(), actions)
                .sorted(Comparator.comparing(Span::start))
                .toList();
    }

    /** What the program wrote. */
    List<Event> outputs() {
        return of(Event.Kind.OUTPUT);
    }

    private List<Event> of(Event.Kind kind) {
        return timeline.events().stream().filter(event -> event.kind() == kind).toList();
    }
}
