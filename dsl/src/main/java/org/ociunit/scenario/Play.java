package org.ociunit.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedException;
import org.ociunit.lifecycle.Status;

/** One run of a row of steps, those of a scenario or of a branch of it, with what they leave for those after them. */
final class Play extends Expectations {
    /** As long as a verb may take. */
    private static final Duration BRANCH_ENDS = Duration.ofSeconds(30);

    Play(Ground ground, Subject subject) {
        super(ground, subject);
    }

    /** Takes the steps until one fails. */
    List<Outcome.Row> take(List<Step> steps) {
        List<Outcome.Row> rows = new ArrayList<>();
        boolean failed = false;
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            boolean refusalNext =
                    index + 1 < steps.size() && steps.get(index + 1).kind() == Step.Kind.REFUSAL;
            List<Outcome.Row> taken = failed
                    ? List.of(Outcome.Row.notTaken(step.toString(), Outcome.Verdict.NOT_REACHED, ""))
                    : takeWithBranches(step, refusalNext);
            failed |= taken.stream().anyMatch(row -> row.verdict() == Outcome.Verdict.FAILED);
            rows.addAll(taken);
        }
        return rows;
    }

    private List<Outcome.Row> takeWithBranches(Step step, boolean refusalNext) {
        Outcome.Row row = take(step, refusalNext);
        List<List<Step>> branches = step.branches();
        return branches.isEmpty()
                ? List.of(row)
                : Stream.concat(Stream.of(row), inParallel(branches)).toList();
    }

    private Stream<Outcome.Row> inParallel(List<List<Step>> branches) {
        Subject begun = subject;
        ExecutorService threads = Executors.newFixedThreadPool(branches.size());
        try {
            List<Future<List<Outcome.Row>>> taken = branches.stream()
                    .map(branch -> threads.submit(() -> new Play(ground, begun).take(branch)))
                    .toList();
            List<Outcome.Row> rows = new ArrayList<>();
            for (int branch = 0; branch < taken.size(); branch++) {
                int number = branch + 1;
                taken.get(branch).get().forEach(row -> rows.add(row.inBranch(number)));
            }
            return rows.stream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("A scenario was interrupted.", null, null, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            end(threads);
        }
    }

    /** A branch that went on would make what nobody clears away. */
    private static void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(BRANCH_ENDS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome.Row take(Step step, boolean refusalNext) {
        Optional<Status> before = subject.lastStatus();
        if (step.kind() == Step.Kind.VERB) {
            executed = null;
            refusal = Optional.empty();
        }
        seen = Optional.empty();
        Instant start = Instant.now();
        long begin = System.nanoTime();
        Outcome.Verdict verdict = Outcome.Verdict.PASSED;
        String remark = "";
        Optional<String> kind = Optional.empty();
        try {
            if (step.kind() == Step.Kind.VERB) {
                beforeVerb = subject.status();
                before = beforeVerb;
            }
            step.take(this);
        } catch (ContainerException e) {
            boolean refused = step.kind() == Step.Kind.VERB && refusalNext && isRefusal(e);
            refusal = refused ? Optional.of(e) : Optional.empty();
            verdict = refused ? Outcome.Verdict.REFUSED : Outcome.Verdict.FAILED;
            remark = String.valueOf(e.getMessage());
            kind = kind(e);
        } catch (AssertionError e) {
            verdict = Outcome.Verdict.FAILED;
            remark = String.valueOf(e.getMessage()).strip();
            kind = kind(e);
        } catch (RuntimeException e) { // a fault of a step is that scenario's, and the next one is run
            verdict = Outcome.Verdict.FAILED;
            remark = e.toString();
            kind = kind(e);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        try {
            Optional<Status> after = subject.status();
            subject.look();
            return new Outcome.Row(step.toString(), verdict, start, time, before, after, remark, kind, seen);
        } catch (ContainerException e) { // a runtime that cannot tell the state has failed, whatever the step has done
            String words = String.valueOf(e.getMessage());
            return new Outcome.Row(
                    step.toString(),
                    Outcome.Verdict.FAILED,
                    start,
                    time,
                    before,
                    Optional.empty(),
                    words,
                    kind(e),
                    seen);
        }
    }

    private static boolean isRefusal(ContainerException e) {
        return !(e instanceof DeadlineExceededException)
                && !(e instanceof UnsupportedException)
                && !(e instanceof RuntimeCrashedException);
    }
}
