package org.ociunit.runtime.launcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;

/** Waits for what the launcher will tell, and says so in the project's own exceptions when it does not. */
public final class Waiting {
    private Waiting() {}

    /**
     * Waits for a value and does not let an interrupt cut that short: what clears away has to be able to finish.
     *
     * @param what the sentence for when it does not come
     */
    public static <T> T toTheEnd(CompletableFuture<T> value, Duration deadline, String what) {
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return value.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(what, deadline, null);
        } catch (ExecutionException e) {
            throw known(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException known(ExecutionException e) {
        return e.getCause() instanceof ContainerException known ? known : new IllegalStateException(e.getCause());
    }

    /**
     * Waits for a value.
     *
     * @param what the sentence for when it does not come, such as {@code Container web did not stop.}
     */
    public static <T> T on(CompletableFuture<T> value, Duration deadline, String what) {
        try {
            return value.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(what, deadline, null);
        } catch (ExecutionException e) {
            throw known(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException(what, "the wait for it was interrupted.", null, e);
        }
    }
}
