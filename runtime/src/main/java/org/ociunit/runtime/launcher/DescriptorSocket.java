package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/**
 * A unix socket that one descriptor is awaited on, as runtimes send it to {@code --console-socket} and
 * {@code --pidfd-socket}.
 */
public final class DescriptorSocket implements AutoCloseable {
    private static final int LISTENING = 1;

    private final Launcher launcher;
    private final Job job;
    private final Path path;
    private boolean handedOver;

    DescriptorSocket(Launcher launcher, Job job, Path path) {
        this.launcher = launcher;
        this.job = job;
        this.path = path;
        job.perform(
                "Could not listen on " + path + ".",
                List.of(
                        Step.of(Opcode.LISTEN, LISTENING, path.toString()),
                        Step.of(Opcode.RECEIVE, LISTENING, Terminal.MASTER),
                        Step.of(Opcode.CLOSE, List.of(LISTENING))));
    }

    /**
     * The path that a runtime is given.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /**
     * Waits for the master of a terminal and has it relayed.
     *
     * @param deadline how long at most
     * @return the terminal
     */
    public Terminal awaitTerminal(Duration deadline) {
        await(deadline);
        Terminal terminal = Terminal.relayed(job);
        handedOver = true;
        return terminal;
    }

    /**
     * Waits for the pidfd of a process.
     *
     * @param deadline how long at most
     * @return the process
     */
    public Watched awaitProcess(Duration deadline) {
        long descriptor = await(deadline).values().get(1);
        try {
            long pid = Files.readAllLines(Path.of(launcher.infoOf(descriptor))).stream()
                    .filter(line -> line.startsWith("Pid:"))
                    .map(line -> Long.parseLong(line.substring("Pid:".length()).strip()))
                    .findFirst()
                    .orElseThrow(() -> new ContainerException(
                            "Could not use the descriptor that came over " + path + ".", "it is no pidfd.", null));
            return launcher.watch(pid, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply await(Duration deadline) {
        try {
            Reply reply = job.received().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (reply.values().get(1) < 0) {
                throw new ContainerException(
                        "Could not receive a descriptor over " + path + ".",
                        "the message had none: \"" + new String(reply.bytes(), StandardCharsets.UTF_8) + "\".",
                        null);
            }
            return reply;
        } catch (TimeoutException e) {
            throw new DeadlineExceededException("No descriptor came over " + path + ".", deadline, null);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ContainerException lost ? lost : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("No descriptor came over " + path + ".", "the wait was interrupted.", null, e);
        }
    }

    /** Stops listening and removes the socket; a terminal that has come lives on until it is closed itself. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!handedOver) {
            job.close();
        }
    }
}
