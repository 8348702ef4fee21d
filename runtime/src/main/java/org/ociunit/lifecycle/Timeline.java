package org.ociunit.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What happened in a container's life, in order.
 *
 * @param id the container's name
 * @param events what happened, the oldest first
 */
public record Timeline(ContainerId id, List<Event> events) {
    /** Copies the events. */
    public Timeline {
        events = List.copyOf(events);
    }

    /**
     * The states that the container went through, without {@link Status#CREATING}, which lies within a verb, and without
     * repeats.
     *
     * @return the states in their order
     */
    public List<Status> statuses() {
        List<Status> statuses = new ArrayList<>();
        for (Event event : events) {
            event.status()
                    .filter(status -> status != Status.CREATING)
                    .filter(status -> statuses.isEmpty() || statuses.get(statuses.size() - 1) != status)
                    .ifPresent(statuses::add);
        }
        return List.copyOf(statuses);
    }

    /**
     * The hooks that were seen to run, which are those whose work is Java code: of a program that a runtime runs as a hook
     * nobody is told.
     *
     * @return their kinds, such as {@code createRuntime}, in the order in which they began
     */
    public List<String> hooks() {
        return events.stream()
                .filter(event -> event.kind() == Event.Kind.HOOK)
                .map(event -> event.what().split(" "))
                .filter(words -> words.length == 2)
                .map(words -> words[1])
                .toList();
    }

    /**
     * How long the container was in a state, all its visits together. The last state of a timeline has no end yet and
     * counts to the last event.
     *
     * @param status the state
     * @return the time, or nothing if the container was never in this state
     */
    public Optional<Duration> timeIn(Status status) {
        Optional<Duration> total = Optional.empty();
        Optional<Event> entered = Optional.empty();
        for (Event event : events) {
            if (event.status().isEmpty()) {
                continue;
            }
            if (entered.isPresent()) {
                total = Optional.of(total.orElse(Duration.ZERO)
                        .plus(event.sinceCreate().minus(entered.get().sinceCreate())));
            }
            entered = event.status().filter(status::equals).map(same -> event);
        }
        if (entered.isPresent()) {
            Duration rest = events.get(events.size() - 1)
                    .sinceCreate()
                    .minus(entered.get().sinceCreate());
            total = Optional.of(total.orElse(Duration.ZERO).plus(rest));
        }
        return total;
    }

    /**
     * The timeline for people: a line an event, with the milliseconds since creation began.
     *
     * @return lines such as <code>&nbsp;&nbsp;&nbsp;&nbsp;12.3 ms  created</code>, each ended by a line feed
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            double milliseconds = event.sinceCreate().toNanos() / 1e6;
            text.append(String.format(Locale.ROOT, "%8.1f ms  %s%n", milliseconds, event.what()));
        }
        return text.toString();
    }
}
