package org.ociunit.runtime.launcher;

import java.util.List;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** What the launcher will do when this JVM ends, however it ends, unless it is closed before. */
public final class Held implements AutoCloseable {
    private final List<Step> before;
    private final List<Step> steps;
    private Launcher launcher;
    private Job job;
    private boolean closed;

    /**
     * Leaves word.
     *
     * @param before what the launcher does at once: what it opens then, the steps find in its slots
     */
    Held(Launcher launcher, List<Step> before, List<Step> steps) {
        this.before = before;
        this.steps = steps;
        this.launcher = launcher;
        this.job = launcher.newJob();
        leave(job);
    }

    private void leave(Job with) {
        if (!before.isEmpty()) {
            with.prepare(before);
        }
        with.hold(steps);
    }

    /** Waits until the launcher has it. If it did not take it, there is no word. */
    public synchronized void requireKept() {
        try {
            job.requireHeld();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The launcher has died: another one keeps the word. */
    synchronized void moveTo(Launcher successor) {
        if (!closed) {
            Job next = successor.newJob();
            try {
                leave(next);
            } catch (StepFailedException gone) { // what it is about has been removed meanwhile
                next.close();
                closed = true;
                return;
            }
            launcher = successor;
            job = next;
            launcher.keep(this);
        }
    }

    /**
     * Gives the word up for a child of the launcher's that it was left for: the child outlives this JVM instead.
     *
     * @param what the sentence for when that is not possible
     * @param pid the child
     */
    public synchronized void giveUpFor(String what, long pid) {
        job.perform(what, List.of(Step.of(Opcode.KEEP, pid)));
        close();
    }

    /** Takes it back. */
    @Override
    public synchronized void close() {
        closed = true;
        launcher.forget(this);
        job.close();
    }
}
