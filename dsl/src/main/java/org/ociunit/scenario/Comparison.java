package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ociunit.error.UnsupportedByHostException;

/**
 * What became of one scenario on several runtimes. Only behaviour is compared: whether a step succeeded, or the kind of
 * exception if not; the container's state after it; and the exit and the output of the programs whose end it has seen.
 * Times, ids, pids, paths and the words of messages are not; nor is whether a container that is about to stop has stopped
 * already, at a step that does not wait for it.
 *
 * <p>A runtime that refuses this machine ({@link UnsupportedByHostException}) differs from none in that; what it did before
 * counts. A runtime that does not have a verb differs from those that have it.
 *
 * @param scenario the scenario's name
 * @param outcomes what became of it on each runtime
 */
public record Comparison(String scenario, List<Outcome> outcomes) {
    private static final String UNSUPPORTED = UnsupportedByHostException.class.getSimpleName();

    /**
     * The first step at which two runtimes do not do the same. What comes after it may be its consequence, and is not told.
     *
     * @param one a runtime and its version
     * @param other another one
     * @param step the step in words, such as {@code kill TERM}
     * @param how what differs, such as {@code the container is then paused on runc 1.1.5, and running on crun 1.8.1}
     */
    public record Divergence(String one, String other, String step, String how) {
        /** As a line of a text. */
        @Override
        public String toString() {
            return one + " and " + other + " differ first at \"" + step + "\": " + how + ".";
        }
    }

    /** Copies the outcomes. */
    public Comparison {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * Where the runtimes differ.
     *
     * @return the first divergence of each pair of runtimes that has one, in the order of the runtimes
     */
    public List<Divergence> divergences() {
        return pairs().flatMap(pair -> divergence(pair.one, pair.other).stream())
                .toList();
    }

    private record Pair(Outcome one, Outcome other) {}

    private Stream<Pair> pairs() {
        return IntStream.range(0, outcomes.size())
                .boxed()
                .flatMap(one -> outcomes.subList(one + 1, outcomes.size()).stream()
                        .map(other -> new Pair(outcomes.get(one), other)));
    }

    /**
     * Whether all runtimes do the same, be it to fail.
     *
     * @return true if no two of them differ
     */
    public boolean agrees() {
        return divergences().isEmpty();
    }

    /**
     * Whether the runtimes do not all do the same at a step.
     *
     * @param index the step's row in the outcomes, from 0
     * @return true if two of them differ there, be it since they have differed before
     */
    public boolean differsAt(int index) {
        return pairs().anyMatch(pair -> divergence(pair.one, pair.other, index).isPresent());
    }

    /**
     * Takes nothing but agreement and success for an answer.
     *
     * @return this comparison: all runtimes that do not refuse this machine have passed, and done the same
     * @throws AssertionError if they have not, or if there is no such runtime; the message is the table
     */
    public Comparison orThrow() {
        List<Outcome> tried =
                outcomes.stream().filter(outcome -> refusal(outcome).isEmpty()).toList();
        if (tried.isEmpty() || !tried.stream().allMatch(Outcome::passed) || !agrees()) {
            throw new AssertionError(toText());
        }
        return this;
    }

    /**
     * The comparison as a table: a row a step, and a column a runtime with the verdict, the container's state, and the exit
     * of a program whose end was seen. A star marks rows in which not all are the same. Below, the first divergence of each
     * pair, and the reasons of failures and refusals.
     *
     * @return lines, each ended by a line feed
     */
    public String toText() {
        List<List<String>> table = new ArrayList<>();
        table.add(Stream.concat(Stream.of("", "step"), outcomes.stream().map(Outcome::runtime))
                .toList());
        IntStream.range(0, length()).forEach(index -> table.add(line(index)));
        StringBuilder text = new StringBuilder(scenario)
                .append(": ")
                .append(verdict())
                .append("\n\n")
                .append(Table.of(table));
        List<Divergence> divergences = divergences();
        text.append(divergences.isEmpty() ? "" : "\n");
        divergences.forEach(divergence -> text.append(divergence).append('\n'));
        outcomes.forEach(outcome -> text.append(reason(outcome)));
        return text.toString();
    }

    private String verdict() {
        long tried =
                outcomes.stream().filter(outcome -> refusal(outcome).isEmpty()).count();
        if (tried == 0) {
            return "no runtime has tried it";
        }
        if (!agrees()) {
            return "they DIFFER";
        }
        return outcomes.stream().filter(outcome -> refusal(outcome).isEmpty()).allMatch(Outcome::passed)
                ? "passed by all alike"
                : "FAILED by all alike";
    }

    /** Rows have a step more where the clearing away has failed. */
    private int length() {
        return outcomes.stream()
                .mapToInt(outcome -> outcome.rows().size())
                .max()
                .orElse(0);
    }

    private List<String> line(int index) {
        String step = outcomes.stream()
                .filter(outcome -> outcome.rows().size() > index)
                .map(outcome -> outcome.rows().get(index).step())
                .findFirst()
                .orElseThrow();
        return Stream.concat(
                        Stream.of(differsAt(index) ? "*" : "", step),
                        outcomes.stream().map(outcome -> cell(outcome, index)))
                .toList();
    }

    private static String cell(Outcome outcome, int index) {
        return behaviour(outcome, index)
                .map(Behaviour::cell)
                .orElseGet(() -> refusal(outcome).orElseThrow() == index ? refused(outcome) : "-");
    }

    private static String refused(Outcome outcome) {
        return outcome.skipped().isPresent() ? "skipped" : "unsupported";
    }

    private static String reason(Outcome outcome) {
        if (outcome.skipped().isPresent()) {
            return "\nSkipped on " + outcome.runtime() + ": "
                    + outcome.skipped().get() + ".\n";
        }
        String what = refusal(outcome).isPresent() ? "Unsupported" : "Failed";
        return outcome.firstFailure()
                .map(row -> "\n" + what + " on " + outcome.runtime() + ", at \"" + row.step() + "\":\n"
                        + row.remark().indent(2))
                .orElse("");
    }

    private static Optional<Divergence> divergence(Outcome one, Outcome other) {
        int length = Math.max(one.rows().size(), other.rows().size());
        return IntStream.range(0, length)
                .boxed()
                .flatMap(index -> divergence(one, other, index).stream())
                .findFirst();
    }

    private static Optional<Divergence> divergence(Outcome one, Outcome other, int index) {
        Outcome longer = one.rows().size() > index ? one : other;
        return behaviour(one, index)
                .flatMap(ofOne -> behaviour(other, index)
                        .flatMap(ofOther -> Behaviour.difference(one.runtime(), ofOne, other.runtime(), ofOther)))
                .map(how -> new Divergence(
                        one.runtime(), other.runtime(), longer.rows().get(index).step(), how));
    }

    /** What a runtime shows at a step; nothing from where it refuses this machine. */
    private static Optional<Behaviour> behaviour(Outcome outcome, int index) {
        if (index >= refusal(outcome).orElse(Integer.MAX_VALUE)) {
            return Optional.empty();
        }
        return Optional.of(
                index < outcome.rows().size() ? Behaviour.of(outcome.rows().get(index)) : Behaviour.NONE);
    }

    /** The step at which a runtime refuses this machine, if it does, or the scenario is not for them. */
    private static Optional<Integer> refusal(Outcome outcome) {
        if (outcome.skipped().isPresent()) {
            return Optional.of(0);
        }
        return outcome.firstFailure()
                .filter(row -> row.kind().equals(Optional.of(UNSUPPORTED)))
                .map(row -> outcome.rows().indexOf(row));
    }
}
