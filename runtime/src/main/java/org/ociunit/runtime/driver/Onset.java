package org.ociunit.runtime.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.runtime.launcher.End;

/**
 * Waits until a container's first process executes the program. Runtimes answer to a start before that; what goes wrong on
 * the way, in a hook or in the execution itself, they tell nobody but the container's own error output.
 *
 * @param id the container
 * @param pid its first process
 * @param initName an expression for what the process is called until then
 */
record Onset(ContainerId id, long pid, Pattern initName) {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(1);

    /** How long the news of an end may take from the launcher to here. */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /**
     * Waits.
     *
     * @param end the end of the process, which comes only if this JVM is the one to see it
     * @throws ContainerException if the process ended before it executed the program
     */
    void await(CompletableFuture<End> end) {
        long last = System.nanoTime() + DEADLINE.toNanos();
        while (initName.matcher(name()).matches()) {
            if (System.nanoTime() > last) {
                throw new DeadlineExceededException(what(), DEADLINE, "its program has not been executed yet");
            }
            awaitEnd(end, PAUSE);
        }
        if (name().isEmpty()) {
            requireExecuted(end);
        }
    }

    /** What has gone tells what it was when it did. */
    private void requireExecuted(CompletableFuture<End> end) {
        if (!end.isDone()) {
            awaitEnd(end, LAST_WORD);
        }
        End known = end.isCompletedExceptionally() ? null : end.getNow(null);
        if (known != null && initName.matcher(known.name()).matches()) {
            throw new ContainerException(
                    what(),
                    "its program was never executed; the process that was to do so "
                            + new Exit(known.status(), false, Instant.now()) + ".",
                    "read the container's error output: a startContainer hook has failed, or the program is not one for"
                            + " this machine.");
        }
    }

    private String what() {
        return "Could not start container " + id + ".";
    }

    /** The end is the one event that there is; for the execution, one has to look again. */
    private static void awaitEnd(CompletableFuture<End> end, Duration atMost) {
        if (end.isDone()) { // nobody will tell
            LockSupport.parkNanos(atMost.toNanos());
            return;
        }
        try {
            end.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException lookAgain) {
            // The name tells.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("Could not wait for a start.", "the thread was interrupted.", null, e);
        }
    }

    private String name() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
