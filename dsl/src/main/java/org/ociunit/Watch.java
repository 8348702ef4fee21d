package org.ociunit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.OciRuntime;

/** Sees the end of a container's program, and waits for what is to become of the container, in vain no longer than needed. */
record Watch(ContainerId id, Chronicle chronicle, Outputs outputs) {
    static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration LOOK_AT_ONCE = Duration.ofMillis(1);

    /** Sees the end of the container's program, in a thread of its own. */
    void begin(OciRuntime runtime) {
        Thread watch = new Thread(() -> seeEnd(runtime), "ociunit-exit-" + id);
        watch.setDaemon(true);
        watch.start();
    }

    private void seeEnd(OciRuntime runtime) {
        try {
            chronicle.ended(runtime.waitFor(id, Deadline.never().left()));
        } catch (RuntimeException e) {
            chronicle.blinded(e);
        }
    }

    void await(Status status, Duration deadline) {
        check(chronicle.await(status, Deadline.in(deadline)), "did not become " + status, deadline);
    }

    void await(BooleanSupplier ready, String description, Duration deadline) {
        Chronicle.Wait wait = chronicle.await(ready, () -> !hasEnded(), Deadline.in(deadline), LOOK_AGAIN);
        check(wait, "did not become ready: " + description, deadline);
    }

    /**
     * Waits until a started container's first process is its program. No event tells of an execve(2), and it is a matter of
     * microseconds: so this looks again soon, and for what never becomes another process, no longer than a moment.
     */
    void awaitProgram(KernelView first, String runtime) {
        chronicle.await(
                () -> !first.belongsTo(runtime),
                () -> chronicle.status() != Status.STOPPED,
                Deadline.in(BundleDefaults.LAST_OUTPUT),
                LOOK_AT_ONCE);
    }

    /** Waits for the end; returns whether it came in time. */
    boolean isEndIn(Duration grace) {
        return chronicle.await(Status.STOPPED, Deadline.in(grace)) == Chronicle.Wait.REACHED;
    }

    Exit awaitEnd(Duration deadline) {
        check(chronicle.await(Status.STOPPED, Deadline.in(deadline)), "did not stop", deadline);
        outputs.awaitLast();
        return chronicle.exit().orElseThrow();
    }

    /** What was written just before the end still counts, and arrives just after it. */
    private boolean hasEnded() {
        if (chronicle.status() != Status.STOPPED) {
            return false;
        }
        outputs.awaitLast();
        return true;
    }

    private void check(Chronicle.Wait wait, String what, Duration deadline) {
        String sentence = "Container " + id + " " + what + ".";
        if (wait == Chronicle.Wait.IMPOSSIBLE) {
            throw new ContainerException(
                    sentence, describe() + ".", null, chronicle.blindness().orElse(null));
        }
        if (wait == Chronicle.Wait.LATE) {
            throw new DeadlineExceededException(sentence, deadline, describe());
        }
    }

    /** Where the container is, as part of a sentence, with its last output. */
    private String describe() {
        if (chronicle.exit().isPresent()) {
            outputs.awaitLast();
        }
        String end = chronicle.exit().map(exit -> "it " + exit).orElse("it is " + chronicle.status());
        return end + "; " + outputs.last();
    }
}
