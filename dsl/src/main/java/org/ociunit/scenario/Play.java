package org.ociunit.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Result;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;

/** One run of a scenario: the container, and what the steps before have left for those after them. */
final class Play {
    /** Nobody's name, for verbs on a container that has not been made. */
    private static final ContainerId NOBODY = new ContainerId("ociunit-was-never-made");

    private static final Duration END = Duration.ofSeconds(10);

    /** How much later an end may be seen than the runtime tells it. */
    private static final Duration END_IN_SIGHT = Duration.ofSeconds(2);

    private final Bundle bundle;
    private final OciRuntime runtime;
    private @Nullable Container container;
    private @Nullable Result executed;
    private boolean refused;
    private Optional<Status> beforeVerb = Optional.empty();

    /** What became of the program whose end the present step has seen. */
    private Optional<Result> seen = Optional.empty();

    Play(Bundle bundle, OciRuntime runtime) {
        this.bundle = bundle;
        this.runtime = runtime;
    }

    /** Takes the steps until one fails, and clears away what they have made. */
    Outcome run(String name, List<Step> steps) {
        List<Outcome.Row> rows = new ArrayList<>();
        boolean failed = false;
        try {
            for (int index = 0; index < steps.size(); index++) {
                boolean refusalNext =
                        index + 1 < steps.size() && steps.get(index + 1).kind() == Step.Kind.REFUSAL;
                Outcome.Row row =
                        failed ? Outcome.Row.notReached(steps.get(index).text()) : take(steps.get(index), refusalNext);
                failed |= row.verdict() == Outcome.Verdict.FAILED;
                rows.add(row);
            }
        } finally {
            end(rows);
        }
        return new Outcome(name, runtime.name() + " " + runtime.version(), rows);
    }

    private Outcome.Row take(Step step, boolean refusalNext) {
        if (step.kind() == Step.Kind.VERB) {
            executed = null;
            refused = false;
        }
        seen = Optional.empty();
        long begin = System.nanoTime();
        Outcome.Verdict verdict = Outcome.Verdict.PASSED;
        String remark = "";
        Optional<String> kind = Optional.empty();
        try {
            if (step.kind() == Step.Kind.VERB) {
                beforeVerb = status();
            }
            step.action().accept(this);
        } catch (ContainerException e) {
            refused = step.kind() == Step.Kind.VERB && refusalNext && isRefusal(e);
            verdict = refused ? Outcome.Verdict.REFUSED : Outcome.Verdict.FAILED;
            remark = String.valueOf(e.getMessage());
            kind = kind(e);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        try {
            return new Outcome.Row(step.text(), verdict, status(), time, remark, kind, seen);
        } catch (ContainerException e) { // a runtime that cannot tell the state has failed, whatever the step has done
            String words = String.valueOf(e.getMessage());
            return new Outcome.Row(step.text(), Outcome.Verdict.FAILED, Optional.empty(), time, words, kind(e), seen);
        }
    }

    private static Optional<String> kind(ContainerException e) {
        return Optional.of(e.getClass().getSimpleName());
    }

    private static boolean isRefusal(ContainerException e) {
        return !(e instanceof DeadlineExceededException) && !(e instanceof UnsupportedException);
    }

    /** Leaves nothing behind; if that fails, so has the scenario. */
    private void end(List<Outcome.Row> rows) {
        long begin = System.nanoTime();
        try {
            if (container != null) {
                container.close();
            }
        } catch (ContainerException e) {
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            rows.add(new Outcome.Row(
                    "clear away",
                    Outcome.Verdict.FAILED,
                    Optional.empty(),
                    time,
                    String.valueOf(e.getMessage()),
                    kind(e),
                    Optional.empty()));
        }
    }

    void create(String... command) {
        if (container != null && status().isPresent()) {
            runtime.create(container.id(), container.state().bundle(), CreateOptions.defaults());
        } else {
            container = bundle.create(command);
        }
    }

    void start() {
        if (container == null) {
            runtime.start(NOBODY);
        } else {
            container.start();
        }
    }

    void pause() {
        if (container == null) {
            runtime.pause(NOBODY);
        } else {
            container.pause();
        }
    }

    void resume() {
        if (container == null) {
            runtime.resume(NOBODY);
        } else {
            container.resume();
        }
    }

    void kill(Signal signal) {
        if (container == null) {
            runtime.kill(NOBODY, signal);
        } else {
            container.kill(signal);
        }
    }

    void exec(String... command) {
        executed = made().exec(command);
        seen = Optional.of(executed);
    }

    void delete() {
        runtime.delete(container == null ? NOBODY : container.id(), DeleteOptions.defaults());
    }

    void expect(Status goal) {
        Status reached = made().await(goal).timeline().statuses().stream()
                .reduce((earlier, later) -> later)
                .orElse(goal);
        Optional<Status> told = status();
        // A container that has gone on since is no longer what was expected, and need not be.
        if (reached == goal && !told.equals(Optional.of(goal)) && !hasStopped(told)) {
            throw wrong("The container is not " + goal + ".", runtime.name() + " says that it is " + words(told) + ".");
        }
        seen = goal == Status.STOPPED ? Optional.of(made().result()) : Optional.empty();
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

    void expectExit(int code) {
        Result result = executed == null ? made().await(Status.STOPPED, END).result() : executed;
        seen = Optional.of(result);
        if (result.exit().signal().isPresent() || result.exitCode() != code) {
            throw wrong("The program did not exit with " + code + ".", "it " + result.exit() + ".");
        }
    }

    void expectRefused() {
        if (!refused) {
            throw wrong("The verb was not refused.", "it succeeded.");
        }
        if (!status().equals(beforeVerb)) {
            throw wrong(
                    "The verb was refused, but not without effect.",
                    "the container was " + words(beforeVerb) + " before, and is " + words(status()) + " now.");
        }
    }

    void expectGone() {
        if (status().isPresent()) {
            throw wrong("The container is not gone.", runtime.name() + " says that it is " + words(status()) + ".");
        }
    }

    private Container made() {
        if (container == null) {
            throw wrong("There is no container.", "no step before has created it.");
        }
        return container;
    }

    private Optional<Status> status() {
        try {
            return container == null ? Optional.empty() : Optional.of(container.status());
        } catch (ContainerNotFoundException gone) {
            return Optional.empty();
        }
    }

    private static String words(Optional<Status> status) {
        return status.map(Status::toString).orElse("gone");
    }

    private static ContainerException wrong(String what, String why) {
        return new ContainerException(what, why, null);
    }
}
