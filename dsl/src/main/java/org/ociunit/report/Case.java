package org.ociunit.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Scenario;

/**
 * A scenario that was run on one runtime or several, and how it is judged there.
 *
 * @param scenario the scenario
 * @param comparison what became of it on each runtime
 * @param marks how it is judged, by runtime and its version, such as {@code runc 1.1.5}: as {@link Outcome#runtime} has it.
 *     Without a mark, an outcome speaks for itself: it has passed, failed or was skipped
 */
public record Case(Scenario scenario, Comparison comparison, Map<String, Mark> marks) {
    /** Copies the marks, and adds those that outcomes speak for themselves. */
    public Case {
        Map<String, Mark> all = new LinkedHashMap<>();
        for (Outcome outcome : comparison.outcomes()) {
            Mark given = marks.get(outcome.runtime());
            all.put(outcome.runtime(), given == null ? own(outcome) : given);
        }
        marks.forEach(all::putIfAbsent);
        marks = Collections.unmodifiableMap(all);
    }

    /**
     * A case of which nothing is expected but success.
     *
     * @param scenario the scenario
     * @param comparison what became of it on each runtime
     * @return the case
     */
    public static Case of(Scenario scenario, Comparison comparison) {
        return new Case(scenario, comparison, Map.of());
    }

    private static Mark own(Outcome outcome) {
        return outcome.skipped()
                .map(Mark::skipped)
                .or(() -> outcome.firstFailure().map(row -> Mark.failed("at \"" + row.step() + "\": " + row.remark())))
                .orElseGet(Mark::passed);
    }

    /** What became of it on a runtime; nothing if it has only a mark there, or not even that. */
    Optional<Outcome> outcome(String runtime) {
        return comparison.outcomes().stream()
                .filter(outcome -> outcome.runtime().equals(runtime))
                .findFirst();
    }

    /** How it is judged on a runtime; nothing if it was not meant for it. */
    Optional<Mark> mark(String runtime) {
        return Optional.ofNullable(marks.get(runtime));
    }
}
