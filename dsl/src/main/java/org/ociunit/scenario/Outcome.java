package org.ociunit.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.Bytes;
import org.ociunit.Result;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.runtime.OciRuntime;

/**
 * What became of a scenario on one runtime.
 *
 * @param scenario the scenario's name
 * @param runtime the runtime and its version, such as {@code runc 1.1.5}
 * @param rows what became of each step, in their order
 * @param trace what was seen of the container that the scenario began with, in its last life; nothing if none was made
 */
public record Outcome(String scenario, String runtime, List<Row> rows, Optional<Trace> trace) {
    /**
     * What was seen of a scenario's container.
     *
     * @param timeline its events
     * @param config its {@code config.json}
     * @param plan the steps in which it was made, in words; empty for runtimes that do not tell them
     * @param usage what it used at the ends of the steps, if the runtime tells it cheaply
     */
    public record Trace(Timeline timeline, String config, String plan, List<Usage> usage) {}

    /**
     * What a container used at one moment.
     *
     * @param sinceCreate the moment, on the timeline's clock
     * @param memory its memory
     * @param cpu its processor time so far
     */
    public record Usage(Duration sinceCreate, Bytes memory, Duration cpu) {}

    /** What became of a step. */
    public enum Verdict {
        /** It did what it was to do. */
        PASSED("ok"),
        /** The runtime refused it, as the next step expects. */
        REFUSED("refused"),
        /** It failed, and the scenario with it. */
        FAILED("FAILED"),
        /** The scenario was not run here. */
        SKIPPED("skipped"),
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
     * @param start when it began
     * @param time how long it took; zero if it was not reached
     * @param before the container's state before it, as the runtime told it last; nothing if it knew no container
     * @param after the container's state after it, as the runtime tells it; nothing if the runtime knows no container
     * @param remark why it was refused, failed or skipped; empty otherwise
     * @param kind the exception that says so, such as {@code IllegalTransitionException}; nothing otherwise
     * @param result what became of the program whose end the step has seen, of the container, an exec or a command; nothing
     *     if it has seen none
     */
    public record Row(
            String step,
            Verdict verdict,
            Instant start,
            Duration time,
            Optional<Status> before,
            Optional<Status> after,
            String remark,
            Optional<String> kind,
            Optional<Result> result) {
        static Row notTaken(String step, Verdict verdict, String remark) {
            return new Row(
                    step,
                    verdict,
                    Instant.now(),
                    Duration.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    remark,
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same, as a step of a branch. */
        Row inBranch(int number) {
            return new Row(number + ": " + step, verdict, start, time, before, after, remark, kind, result);
        }

        private boolean isTaken() {
            return verdict != Verdict.NOT_REACHED && verdict != Verdict.SKIPPED;
        }

        private List<String> cells() {
            if (!isTaken()) {
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

    /** A scenario that is not run, for what is missing. */
    static Outcome skipped(Scenario scenario, OciRuntime runtime, String need, String why) {
        Row row = Row.notTaken("needs " + need, Verdict.SKIPPED, why);
        return new Outcome(scenario.name(), runtime.name() + " " + runtime.version(), List.of(row), Optional.empty());
    }

    /**
     * Why the scenario was not run.
     *
     * @return such as {@code it needs root}, or nothing if it was run
     */
    public Optional<String> skipped() {
        return rows.stream()
                .filter(row -> row.verdict() == Verdict.SKIPPED)
                .map(Row::remark)
                .findFirst();
    }

    /**
     * Whether every step did what it was to do.
     *
     * @return true if none failed; so it is if the scenario was {@linkplain #skipped() not run}
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
     * @throws UnsupportedByHostException if the scenario was not run here
     * @throws AssertionError if it has not passed; the message is the table
     */
    public Outcome orThrow() {
        skipped().ifPresent(why -> {
            throw new UnsupportedByHostException("Could not run the scenario \"" + scenario + "\".", why + ".", null);
        });
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
        text.append(scenario)
                .append(", on ")
                .append(runtime)
                .append(": ")
                .append(verdict())
                .append("\n\n");
        text.append(Table.of(table));
        firstFailure()
                .ifPresent(row -> text.append("\nFailed at \"")
                        .append(row.step())
                        .append("\":\n")
                        .append(row.remark().indent(2)));
        skipped().ifPresent(why -> text.append("\nSkipped: ").append(why).append(".\n"));
        return text.toString();
    }

    private String verdict() {
        return skipped().isPresent() ? "skipped" : passed() ? "passed" : "FAILED";
    }
}
