package org.ociunit;

import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.ExecProcess;
import org.ociunit.runtime.Stdio;

/**
 * A further process of a container, alive: made by {@link Container#spawn}. It can be written to and read from while it
 * runs, and ends with its container at the latest.
 *
 * <pre>{@code
 * try (LiveProcess cat = container.spawn(Command.of("cat"))) {
 *   cat.stdin().write("hello\n".getBytes(UTF_8));
 *   cat.stdin().close();
 *   assertThat(cat.await().result()).succeeded().hasStdout("hello\n");
 * }
 * }</pre>
 */
public final class LiveProcess implements AutoCloseable {
    private final Execution execution;
    private final Stdio stdio;
    private final LiveInput stdin;
    private final ExecProcess process;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    LiveProcess(Execution execution, LiveInput stdin, Stdio stdio, ExecProcess process) {
        this.execution = execution;
        this.stdio = stdio;
        this.stdin = stdin;
        this.process = process;
        Thread watch =
                new Thread(this::watch, "ociunit-exit-" + execution.container().id() + "-" + process.pid());
        watch.setDaemon(true);
        watch.start();
    }

    /** Sees the end of the process. */
    private void watch() {
        try {
            exit.complete(process.waitFor(Deadline.never().left()));
        } catch (RuntimeException e) {
            exit.completeExceptionally(e);
        } finally {
            stdin.end();
        }
    }

    /**
     * The process, as this JVM's pid namespace numbers it.
     *
     * @return its pid
     */
    public long pid() {
        return process.pid();
    }

    /**
     * What the process reads, or what is typed if it has a terminal. Closing it ends the input; a terminal has no such end,
     * there {@code Ctrl-D} (the byte 4) is typed.
     *
     * @return a stream for any threads; a write fails once the process has ended, and always if its {@link Command} has an
     *     input of its own
     */
    public OutputStream stdin() {
        return stdin;
    }

    /**
     * What the process has written to its standard output, or to its terminal.
     *
     * @return the output, which grows while the process runs
     */
    public Output stdout() {
        return execution.outputs().stdout();
    }

    /**
     * What the process has written to its standard error.
     *
     * @return the output, which grows while the process runs; empty if it has a terminal
     */
    public Output stderr() {
        return execution.outputs().stderr();
    }

    /**
     * Whether the process has not ended yet, as far as that was seen.
     *
     * @return true until its end
     */
    public boolean isAlive() {
        return !exit.isDone();
    }

    /**
     * Sends a signal to the process, and to no other one.
     *
     * @param signal what to send; nothing happens if the process has ended
     * @return this process
     */
    public LiveProcess kill(Signal signal) {
        if (isAlive()) {
            process.kill(signal);
        }
        return this;
    }

    /**
     * Changes the size of the process' terminal; whoever runs in its foreground gets a {@code WINCH}.
     *
     * @param rows the height in characters, 1 to 65535
     * @param columns the width in characters, 1 to 65535
     * @return this process
     * @throws IllegalStateException if it has no terminal
     */
    public LiveProcess resize(int rows, int columns) {
        Command.size(rows, columns);
        if (!(stdio instanceof Stdio.Terminal terminal)) {
            throw new IllegalStateException("Program " + execution + " has no terminal.");
        }
        terminal.console().resize(rows, columns);
        return this;
    }

    /**
     * Waits for the end of the process, as long as the {@link Command#deadline()} says, and by default at most 10 seconds.
     *
     * @return this process, which has ended
     * @throws DeadlineExceededException if it did not end in time; it still runs then, and the message has its last output
     */
    public LiveProcess await() {
        return await(execution.deadline());
    }

    /**
     * Waits for the end of the process.
     *
     * @param deadline how long at most
     * @return this process, which has ended
     * @throws DeadlineExceededException if it did not end in time; it still runs then, and the message has its last output
     */
    public LiveProcess await(Duration deadline) {
        if (!ends(deadline)) {
            throw execution.late(deadline, "it still runs");
        }
        exit();
        execution.outputs().awaitLast();
        return this;
    }

    /**
     * What became of the process.
     *
     * @return the result of a process that has ended
     * @throws ContainerException if it still runs
     */
    public Result result() {
        if (isAlive()) {
            throw new ContainerException(
                    "Could not tell the result of program " + execution + ".",
                    "it still runs.",
                    "wait for its end first, with await().");
        }
        return execution.result(exit());
    }

    private Exit exit() {
        try {
            return exit.join();
        } catch (CompletionException e) {
            throw new ContainerException(
                    "Could not see the end of program " + execution + ".",
                    Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                    null,
                    e);
        }
    }

    /** Whether it ends in time, however it does. */
    private boolean ends(Duration deadline) {
        try {
            exit.get(Deadline.in(deadline).left().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException(
                    "Could not wait for program " + execution + ".", "the thread was interrupted.", null, e);
        }
    }

    /** Kills the process if it still runs, and waits a moment for its end. Does nothing to one that has ended. */
    @Override
    public void close() {
        if (isAlive()) {
            kill(Signal.KILL);
            settle();
        }
    }

    /** Waits a moment, so that what is closed is over: in a paused container nothing ends, and that is no failure. */
    void settle() {
        Deadline moment = Deadline.in(BundleDefaults.LAST_OUTPUT);
        if (!Thread.currentThread().isInterrupted() && ends(moment.left())) {
            execution.outputs().stdout().awaitEnd(moment);
            execution.outputs().stderr().awaitEnd(moment);
        }
    }

    /** The program and its container. */
    @Override
    public String toString() {
        return execution.toString();
    }
}
