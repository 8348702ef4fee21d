package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** The word of a container's program that it is ready, on its way to whoever supervises the container: sd_notify(3). */
public final class Readiness implements AutoCloseable {
    private static final int TAKEN = 1;

    /** How long a supervisor may take to read what he is told: as long as runc gives him. */
    private static final int READING_S = 30;

    private final Job job;

    Readiness(Job job, Path socket, String supervisor, long mainPid) {
        this.job = job;
        job.perform(
                "Could not pass on the readiness of a container.",
                List.of(Step.of(Opcode.NOTIFY, socket.toString(), supervisor, TAKEN, mainPid)));
    }

    /**
     * Waits until the supervisor has been told, and has taken it, or until there is nobody any more to tell it.
     *
     * @param end the end of the container
     */
    public void await(CompletableFuture<?> end) {
        CompletableFuture<?> told = job.received().thenCompose(this::taken);
        CompletableFuture.anyOf(told, end).exceptionally(lost -> null).join();
    }

    /** sd_notify_barrier(3): the descriptor that went with the words is closed once they have been read. */
    private CompletableFuture<Void> taken(Reply reply) {
        long descriptor = reply.values().get(1);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        if (descriptor < 0) {
            taken.complete(null);
            return taken;
        }
        Thread reader = new Thread(() -> readToTheEnd(descriptor, taken), "ociunit-readiness");
        reader.setDaemon(true);
        reader.start();
        return taken.completeOnTimeout(null, READING_S, TimeUnit.SECONDS);
    }

    private void readToTheEnd(long descriptor, CompletableFuture<Void> taken) {
        try (InputStream words = job.openForReading(descriptor)) {
            words.readAllBytes();
        } catch (IOException | UncheckedIOException lost) {
            // Nobody is left who could tell.
        }
        taken.complete(null);
    }

    /** What comes later is not passed on. */
    @Override
    public void close() {
        job.close();
    }
}
