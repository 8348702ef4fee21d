package org.ociunit.runtime.launcher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ociunit.error.StepFailedException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * A process whose end was asked for: a descendant of this JVM's that lost its parent, or anybody else's.
 */
public final class Watched {
    private final Job job;
    private final long pid;
    private final CompletableFuture<End> end;

    Watched(Job job, long pid) {
        this.job = job;
        this.pid = pid;
        this.end = job.endOf(pid);
        end.whenComplete((status, lost) -> job.close());
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
     * How the process ends.
     *
     * @return its end, once it has come
     */
    public CompletableFuture<End> end() {
        return end;
    }

    /**
     * Sends a signal to this very process, never to a later one of the same number.
     *
     * @param signal what to send; nothing happens if the process has ended
     */
    public void kill(Signal signal) {
        if (end.isDone()) {
            return;
        }
        try {
            job.perform("Could not signal process " + pid + ".", List.of(Step.of(Opcode.KILL, pid, signal.number())));
        } catch (StepFailedException e) {
            if (!e.errno().equals("ESRCH")) {
                throw e;
            }
        }
    }
}
