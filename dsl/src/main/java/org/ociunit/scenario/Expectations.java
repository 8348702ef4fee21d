package org.ociunit.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ociunit.Bytes;
import org.ociunit.Container;
import org.ociunit.OciAssertions;
import org.ociunit.Ready;
import org.ociunit.Result;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.Status;

/** What a scenario's steps expect of the container that they are about, and of the verb before. */
abstract class Expectations extends Verbs {
    /** What a container is that the runtime knows nothing of. */
    static final String GONE = "gone";

    private static final Duration END = Duration.ofSeconds(10);

    /** How much later an end may be seen than the runtime tells it. */
    private static final Duration END_IN_SIGHT = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** Why the last verb was refused, if it was. */
    Optional<ContainerException> refusal = Optional.empty();

    /** The container's state before the last verb. */
    Optional<Status> beforeVerb = Optional.empty();

    Expectations(Ground ground, Subject subject) {
        super(ground, subject);
    }

    void expectStatus(String status) {
        if (status.equals(GONE)) {
            expectGone();
            return;
        }
        Status goal = Status.of(status)
                .orElseThrow(() -> wrong(
                        "There is no state \"" + status + "\".",
                        "it takes created, running, paused, stopped or gone."));
        if (subject.container().isEmpty()) {
            expectTold(goal);
            return;
        }
        Status reached = made().await(goal).timeline().statuses().stream()
                .reduce((earlier, later) -> later)
                .orElse(goal);
        Optional<Status> told = subject.status();
        // A container that has gone on since is no longer what was expected, and need not be.
        if (reached == goal && !told.equals(Optional.of(goal)) && !hasStopped(told)) {
            throw wrong(
                    "The container is not " + goal + ".", runtime().name() + " says that it is " + words(told) + ".");
        }
        seen = goal == Status.STOPPED ? Optional.of(made().result()) : Optional.empty();
    }

    /** The state of a container that a command has made. */
    private void expectTold(Status goal) {
        if (!holds(() -> subject.status().equals(Optional.of(goal)), END)) {
            throw wrong(
                    "The container is not " + goal + ".",
                    runtime().name() + " says that it is " + words(subject.status()) + ".");
        }
    }

    /** Whether the runtime says that the container has stopped, and it is seen to be true. */
    private boolean hasStopped(Optional<Status> told) {
        if (!told.equals(Optional.of(Status.STOPPED))) {
            return false;
        }
        try {
            made().await(Status.STOPPED, END_IN_SIGHT);
            return true;
        } catch (DeadlineExceededException itHasNot) {
            return false;
        }
    }

    void expectExit(long code) {
        Result result = ended();
        seen = Optional.of(result);
        if (result.exit().signal().isPresent() || result.exitCode() != code) {
            String errors = executed == null || result.stderr().isBlank()
                    ? ""
                    : "\nstderr: " + result.stderr().strip();
            throw wrong("The program did not exit with " + code + ".", "it " + result.exit() + "." + errors);
        }
    }

    void expectRefused(String text) {
        if (refusal.isEmpty() && !(executed != null && executed.exitCode() != 0)) {
            throw wrong("The verb was not refused.", "it succeeded.");
        }
        String message = refusal.map(Throwable::getMessage).orElseGet(() -> executed == null ? "" : executed.stderr());
        String reason = subject.filledIn(text);
        if (!message.contains(reason) && !refusal.flatMap(Expectations::kind).equals(Optional.of(reason))) {
            throw wrong("The verb was refused, but not for \"" + reason + "\".", "the message is: " + message.strip());
        }
        if (!subject.status().equals(beforeVerb)) {
            throw wrong(
                    "The verb was refused, but not without effect.",
                    "the container was " + words(beforeVerb) + " before, and is " + words(subject.status()) + " now.");
        }
    }

    private void expectGone() {
        Optional<Status> told = subject.status();
        if (told.isPresent()) {
            throw wrong("The container is not gone.", runtime().name() + " says that it is " + words(told) + ".");
        }
    }

    void expectStdout(String text) {
        Result result = ended();
        seen = Optional.of(result);
        if (!result.stdout().equals(subject.filledIn(text))) {
            throw wrong("The output is another one.", "it is \"" + result.stdout() + "\".");
        }
    }

    void expectStdoutContains(String text) {
        expectContains(
                subject.filledIn(text),
                "output",
                Result::stdout,
                made -> made.stdout().text());
    }

    void expectStderrContains(String text) {
        expectContains(
                subject.filledIn(text),
                "error output",
                Result::stderr,
                made -> made.stderr().text());
    }

    private void expectContains(
            String text, String name, Function<Result, String> of, Function<Container, String> ofContainer) {
        Result result = executed;
        if (result == null) {
            made().await(
                            Ready.when(
                                    "\"" + text + "\" is written",
                                    made -> ofContainer.apply(made).contains(text)),
                            END);
            return;
        }
        seen = Optional.of(result);
        if (!of.apply(result).contains(text)) {
            throw wrong("The " + name + " has no \"" + text + "\" in it.", "it is \"" + of.apply(result) + "\".");
        }
    }

    void expectMemoryLimit(long bytes) {
        OciAssertions.assertThat(made()).hasMemoryLimit(new Bytes(bytes));
    }

    void expectPidsLimit(long limit) {
        OciAssertions.assertThat(made()).hasPidsLimit(limit);
    }

    void expectProcesses(long count) {
        if (!holds(() -> runtime().ps(subject.id()).size() == count, END_IN_SIGHT)) {
            throw wrong(
                    "There are not " + count + " processes.",
                    "there are " + runtime().ps(subject.id()).size() + ".");
        }
    }

    void expectTimeline(String... statuses) {
        List<String> went =
                made().timeline().statuses().stream().map(Status::toString).toList();
        if (!went.equals(List.of(statuses))) {
            throw wrong("The container went through other states.", "it went through " + String.join(", ", went) + ".");
        }
    }

    void expectNothingLeft() {
        List<String> left = new ArrayList<>();
        BooleanSupplier nothingIs = () -> {
            left.clear();
            left.addAll(subject.remains().find());
            return left.isEmpty();
        };
        if (!holds(nothingIs, END_IN_SIGHT)) {
            throw wrong("Something is left.", String.join("; ", left) + ".");
        }
    }

    private static boolean holds(BooleanSupplier condition, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            sleep(LOOK_AGAIN);
        }
        return true;
    }

    /** The program that an expectation is about: of the last verb, or the container's own, whose end is waited for. */
    private Result ended() {
        return executed == null ? made().await(Status.STOPPED, END).result() : executed;
    }

    private static String words(Optional<Status> status) {
        return status.map(Status::toString).orElse(GONE);
    }

    static Optional<String> kind(Throwable e) {
        return Optional.of(e.getClass().getSimpleName());
    }
}
