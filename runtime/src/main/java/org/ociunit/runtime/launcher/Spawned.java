package org.ociunit.runtime.launcher;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.plan.Slots;
import org.ociunit.runtime.plan.Step;

/**
 * A process that the launcher has started, alive or over, with this JVM's ends of its pipes. A stream that is no pipe is at
 * its end at once, or takes everything.
 */
public final class Spawned {
    private final Job job;
    private final long pid;
    private final Ends ends;
    private final CompletableFuture<End> end;

    /** That nobody needs the terminal any more which the process has handed over: it may be at its end by then. */
    private final CompletableFuture<Boolean> settled;

    Spawned(Job job, long pid, Ends ends, boolean hasTerminal) {
        this.job = job;
        this.pid = pid;
        this.ends = ends;
        this.end = job.endOf(pid);
        this.settled = hasTerminal ? new CompletableFuture<>() : CompletableFuture.completedFuture(true);
        end.whenComplete((status, lost) -> {
            if (lost != null) {
                settle(); // the terminal has gone with its launcher
            }
            settled.whenComplete((any, none) -> job.close());
        });
    }

    /**
     * The process.
     *
     * @return its pid
     */
    public long pid() {
        return pid;
    }

    /**
     * Lets a process that waits at a barrier go on, and waits until it comes to the next one, or to its program.
     *
     * @param what the sentence for when it does not come so far
     * @param plan what it is made by
     * @param time how long that may take
     * @return this process
     * @throws org.ociunit.error.StepFailedException if a step failed, or if it has ended at the barrier
     * @throws org.ociunit.error.DeadlineExceededException if it took too long; nothing is left of it then
     */
    public Spawned release(String what, Plan plan, Duration time) {
        List<Step> steps = plan.steps();
        Reply reply = job.askWithin(
                time,
                what,
                List.of(Step.of(Opcode.RELEASE)),
                at -> steps.get(at).toString());
        if (reply.kind() != Reply.Kind.FAILED) {
            return this;
        }
        Step failed = steps.get(reply.number(0));
        if (failed.opcode().code() == reply.number(1)) {
            throw Job.failure(what, failed.toString(), reply);
        }
        throw Job.killed(what, barrierOf(steps).toString());
    }

    private static Step barrierOf(List<Step> steps) {
        return steps.stream()
                .filter(step -> step.opcode() == Opcode.BARRIER)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The terminal whose master the process has handed over.
     *
     * @return the terminal, relayed from now on
     */
    public Terminal terminal() {
        try {
            return Terminal.relayed(job);
        } finally {
            settle();
        }
    }

    /** Nobody will take the terminal that the process has handed over. */
    public void settle() {
        settled.complete(true);
    }

    /**
     * Sends the master of the terminal that the process has handed over to somebody else.
     *
     * @param what the sentence for when that fails
     * @param socket the path of a listening stream socket
     * @param name the bytes that go with it
     */
    public void sendTerminal(String what, Path socket, String name) {
        try {
            job.perform(
                    what,
                    List.of(
                            Step.of(
                                    Opcode.SEND,
                                    socket.toString(),
                                    Slots.MASTER,
                                    name.getBytes(StandardCharsets.UTF_8)),
                            Step.of(Opcode.CLOSE, List.of(Slots.MASTER))));
        } finally {
            settle();
        }
    }

    /**
     * From now on it outlives this JVM, if it has not ended.
     *
     * @param what the sentence for when that is not possible
     */
    public void keep(String what) {
        try {
            job.perform(what, List.of(Step.of(Opcode.KEEP, pid)));
        } catch (StepFailedException e) {
            if (!e.errno().equals("ESRCH")) {
                throw e;
            }
        }
    }

    /**
     * The process, to be signalled by itself.
     *
     * @return it
     */
    public Watched watched() {
        return new Watched(job, pid);
    }

    /**
     * What the process reads.
     *
     * @return a stream whose end the process sees when it is closed
     */
    public OutputStream stdin() {
        return ends.stdin();
    }

    /**
     * What the process, and whoever inherited its output, writes.
     *
     * @return a stream that ends when the last of them has closed it
     */
    public InputStream stdout() {
        return ends.stdout();
    }

    /**
     * What the process, and whoever inherited its error output, writes.
     *
     * @return a stream that ends when the last of them has closed it
     */
    public InputStream stderr() {
        return ends.stderr();
    }

    /**
     * How the process ends.
     *
     * @return its end, once it has come
     */
    public CompletableFuture<End> end() {
        return end;
    }

    /**
     * Sends a signal to the process and the whole process group that it leads.
     *
     * @param signal what to send; nothing happens if the process has ended
     */
    public void killGroup(Signal signal) {
        if (!end.isDone()) {
            try {
                job.perform(
                        "Could not signal process group " + pid + ".",
                        List.of(Step.of(Opcode.KILL_GROUP, pid, signal.number())));
            } catch (StepFailedException e) {
                if (!e.errno().equals("ESRCH")) {
                    throw e;
                }
            }
        }
    }
}
