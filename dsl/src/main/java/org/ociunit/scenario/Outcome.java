package org.ociunit.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.Result;
import org.ociunit.lifecycle.Status;

/**
 * What became of a scenario on one runtime.
 *
 * @param scenario the scenario's name
 * @param runtime the runtime and its version, such as {@code runc 1.1.5}
 * @param rows what became of each step, in their order
 */
public record Outcome(String scenario, String runtime, List<Row> rows) {
    /** What became of a step. */
    public enum Verdict {
        /** It did what it was to do. */
        PASSED("ok"),
        /** The runtime refused it, as the next step expects. */
        REFUSED("refused"),
        /** It failed, and the scenario with it. */
        FAILED("FAILED"),
        /** A step before it failed. */
        NOT_REACHED("not reached");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** The verdict as it stands in a table, such as {@code ok}. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What became of one step.
     *
     * @param step the step in words, such as {@code kill TERM}
     * @param verdict whether it did what it was to do
     * @param after the container's state after it, as the runtime tells it; nothing if the runtime knows no container
     * @param time how long it took; zero if it was not reached
     * @param remark why it was refused or failed; empty otherwise
     * @param kind the exception that says so, such as {@code IllegalTransitionException}; nothing otherwise
     * @param result what became of the program whose end the step has seen, of the container or of an exec; nothing if it
     *     has seen none
     */
    public record Row(
            String step,
            Verdict verdict,
            Optional<Status> after,
            Duration time,
            String remark,
            Optional<String> kind,
            Optional<Result> result) {
        static Row notReached(String step) {
            return new Row(
                    step, Verdict.NOT_REACHED, Optional.empty(), Duration.ZERO, "", Optional.empty(), Optional.empty());
        }

        private List<String> cells() {
            if (verdict == Verdict.NOT_REACHED) {
                return List.of(step, verdict.toString(), "-", "-");
            }
            String state = after.map(Status::toString).orElse("gone");
            String milliseconds = String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
            return List.of(step, verdict.toString(), state, milliseconds);
        }
    }

    private static final List<String> HEAD = List.of("step", "outcome", "state", "time");

    /** Copies the rows. */
    public Outcome {
        rows = List.copyOf(rows);
    }

    /**
     * Whether every step did what it was to do.
     *
     * @return true if none failed
     */
    public boolean passed() {
        return firstFailure().isEmpty();
    }

    /**
     * The step at which the scenario ended.
     *
     * @return its row, or nothing if the scenario has passed
     */
    public Optional<Row> firstFailure() {
        return rows.stream().filter(row -> row.verdict() == Verdict.FAILED).findFirst();
    }

    /**
     * Takes nothing but success for an answer.
     *
     * @return this outcome, which has passed
     * @throws AssertionError if it has not; the message is the table
     */
    public Outcome orThrow() {
        if (!passed()) {
            throw new AssertionError(toText());
        }
        return this;
    }

    /**
     * The outcome as a table: a row a step with the verdict, the container's state after it and the time it took; and below,
     * the reason of the failure.
     *
     * @return lines, each ended by a line feed
     */
    public String toText() {
        List<List<String>> table = new ArrayList<>();
        table.add(HEAD);
        rows.forEach(row -> table.add(row.cells()));
        StringBuilder text = new StringBuilder();
        text.append(scenario).append(", on ").append(runtime).append(passed() ? ": passed\n\n" : ": FAILED\n\n");
        text.append(Table.of(table));
        firstFailure()
                .ifPresent(row -> text.append("\nFailed at \"")
                        .append(row.step())
                        .append("\":\n")
                        .append(row.remark().indent(2)));
        return text.toString();
    }
}
