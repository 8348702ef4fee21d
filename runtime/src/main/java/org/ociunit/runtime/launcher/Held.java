package org.ociunit.runtime.launcher;

import java.util.List;
import org.ociunit.runtime.plan.Step;

/** What the launcher will do when this JVM ends, however it ends, unless it is closed before. */
public final class Held implements AutoCloseable {
    private final List<Step> steps;
    private Launcher launcher;
    private Job job;
    private boolean closed;

    Held(Launcher launcher, List<Step> steps) {
        this.steps = steps;
        this.launcher = launcher;
        this.job = launcher.newJob();
        job.hold(steps);
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
            next.hold(steps);
            launcher = successor;
            job = next;
            launcher.keep(this);
        }
    }

    /** Takes it back. */
    @Override
    public synchronized void close() {
        closed = true;
        launcher.forget(this);
        job.close();
    }
}
