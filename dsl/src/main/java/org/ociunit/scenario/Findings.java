package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ociunit.runtime.Verb;

/**
 * What an exploration has found.
 *
 * @param runtime the runtime and its version, such as {@code crun 1.8.1}
 * @param seed what chance began with: the same finds the same
 * @param steps how many verbs were tried, besides those that were tried again
 * @param lives how many containers they were tried on
 * @param deviations where the runtime differs from the model, each time that it was tried
 * @param unsteady where it differed once, and not the second time
 * @param untried the verbs that were not tried, or no more, and why
 */
public record Findings(
        String runtime,
        long seed,
        int steps,
        int lives,
        List<Deviation> deviations,
        List<Deviation> unsteady,
        Map<Verb, String> untried) {
    /** Copies the collections. */
    public Findings {
        deviations = List.copyOf(deviations);
        unsteady = List.copyOf(unsteady);
        untried = Map.copyOf(untried);
    }

    /**
     * Takes nothing but a runtime that keeps to the model for an answer.
     *
     * @return these findings, which have no deviation
     * @throws AssertionError if they have one, be it an unsteady one; the message is the text
     */
    public Findings orThrow() {
        if (!deviations.isEmpty() || !unsteady.isEmpty()) {
            throw new AssertionError(toText());
        }
        return this;
    }

    /**
     * The findings in words, with the scenarios as Java.
     *
     * @return lines, each ended by a line feed
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(runtime).append(": ").append(count()).append(" in ").append(steps);
        text.append(" steps of ")
                .append(lives)
                .append(" lives, with seed ")
                .append(seed)
                .append(".\n");
        untried.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> text.append("\nNot tried: ")
                        .append(entry.getKey())
                        .append(".\n")
                        .append(entry.getValue().indent(2)));
        tell(deviations, text);
        if (!unsteady.isEmpty()) {
            text.append("\nSeen once, but not the second time:\n");
            tell(unsteady, text);
        }
        return text.toString();
    }

    private String count() {
        return switch (deviations.size()) {
            case 0 -> "no deviation";
            case 1 -> "1 deviation";
            default -> deviations.size() + " deviations";
        };
    }

    private static void tell(List<Deviation> some, StringBuilder text) {
        List<Deviation> left = new ArrayList<>(some);
        for (int number = 1; !left.isEmpty(); number++) {
            text.append("\n").append(number).append(". ").append(left.remove(0).toText());
        }
    }
}
