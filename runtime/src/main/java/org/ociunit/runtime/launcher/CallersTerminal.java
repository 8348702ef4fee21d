package org.ociunit.runtime.launcher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** The terminal that a command was called from. The launcher gives it back as it was when the command ends. */
public final class CallersTerminal {
    private final Job job;
    private final int rows;
    private final int columns;

    private CallersTerminal(Job job, int rows, int columns) {
        this.job = job;
        this.rows = rows;
        this.columns = columns;
    }

    static CallersTerminal of(Job job) {
        try {
            List<Long> size =
                    job.perform("Could not use the caller's terminal.", List.of(Step.of(Opcode.CALLER_TERMINAL)));
            return new CallersTerminal(job, Math.toIntExact(size.get(0)), Math.toIntExact(size.get(1)));
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    /**
     * Its height when it was asked for.
     *
     * @return in characters
     */
    public int rows() {
        return rows;
    }

    /**
     * Its width when it was asked for.
     *
     * @return in characters
     */
    public int columns() {
        return columns;
    }

    /**
     * From now on what is typed comes as it is, and whatever shows on it is told its size.
     *
     * @param resized who is told of each change of its size
     */
    public void takeOver(Console.Resize resized) {
        // Whoever is told may ask the launcher, whose answers come by the thread that tells.
        job.onResize((height, width) -> CompletableFuture.runAsync(() -> resized.to(height, width)));
        job.perform("Could not use the caller's terminal.", List.of(Step.of(Opcode.RAW)));
    }

    /** It is as it was before. */
    public void giveBack() {
        job.perform("Could not give the caller's terminal back.", List.of(Step.of(Opcode.COOKED)));
    }
}
