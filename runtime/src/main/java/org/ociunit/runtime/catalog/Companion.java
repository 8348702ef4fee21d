package org.ociunit.runtime.catalog;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Exits;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Wires;

/**
 * A program of this machine's that runs beside containers, for their sake. It ends with all that it has started when this
 * is closed, or when this JVM ends, however it ends.
 */
public final class Companion implements AutoCloseable {
    private static final Duration KILLED = Duration.ofSeconds(10);

    /** What a program has started may hold its output open longer than it lives. */
    private static final Duration REST_OF_OUTPUT = Duration.ofSeconds(1);

    private final String name;
    private final Spawned spawned;
    private final Written stdout;
    private final Written stderr;

    private Companion(String name, Spawned spawned) {
        this.name = name;
        this.spawned = spawned;
        this.stdout = Written.by(spawned.stdout());
        this.stderr = Written.by(spawned.stderr());
        ProcessHandle.of(spawned.pid()).ifPresent(this::endWithLauncher);
    }

    /** A launcher that is killed takes with it what it has started, but not what has changed its privileges: prctl(2). */
    private void endWithLauncher(ProcessHandle process) {
        spawned.end().whenComplete((end, lost) -> {
            if (lost != null) {
                process.destroyForcibly();
            }
        });
    }

    /**
     * Starts a program in the root folder.
     *
     * @param program its absolute path
     * @param arguments its arguments
     * @param environment its whole environment
     * @param stdin what it reads
     * @param further files that it finds open for reading and writing as its descriptors 3, 4 and so on
     * @return the program, which runs
     * @throws org.ociunit.error.StepFailedException if it cannot be executed
     */
    public static Companion start(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Stdio.Source stdin,
            List<Path> further) {
        Command command = Command.of(program, arguments.toArray(String[]::new)).withEnvironment(environment);
        Stdio.Streams streams =
                new Stdio.Streams(stdin, new Stdio.Sink.Nothing(), new Stdio.Sink.Nothing(), Optional.empty());
        Spawned spawned = Launcher.shared().spawn(command, Wires.served(streams).withFurther(further));
        Pump.copy(
                stdin instanceof Stdio.Source.Copy copy ? copy.stream() : InputStream.nullInputStream(),
                spawned.stdin());
        return new Companion(program.getFileName().toString(), spawned);
    }

    /**
     * Whether the program has not ended yet.
     *
     * @return true while it runs
     */
    public boolean isAlive() {
        return !spawned.end().isDone();
    }

    /**
     * Waits until the program ends, and for the rest of its output.
     *
     * @param deadline how long at most
     * @return its exit
     * @throws DeadlineExceededException if it does not end in time; it goes on
     */
    public Exit awaitEnd(Duration deadline) {
        Exit exit = Exits.of(name, Waiting.on(spawned.end(), deadline, "The program " + name + " did not end."), false);
        stdout.awaitRest();
        stderr.awaitRest();
        return exit;
    }

    /**
     * What the program has written to its standard output so far.
     *
     * @return the text, or the last MiB of it
     */
    public String stdout() {
        return stdout.text();
    }

    /**
     * What the program has written to its standard error output so far.
     *
     * @return the text, or the last MiB of it
     */
    public String stderr() {
        return stderr.text();
    }

    /** Kills the program if it still runs, and waits for its end; does nothing the second time. */
    @Override
    public void close() {
        try {
            spawned.killGroup(Signal.KILL);
            Waiting.toTheEnd(spawned.end(), KILLED, "The program " + name + " was killed and did not end.");
        } catch (ContainerException e) {
            if (!spawned.end().isCompletedExceptionally()) {
                throw e;
            } // else the launcher has gone, and the program with it
        }
    }

    /** What comes out of a pipe. */
    private static final class Written extends ByteArrayOutputStream {
        private static final int MOST = 1 << 20;

        private final CompletableFuture<Boolean> whole = new CompletableFuture<>();

        static Written by(InputStream pipe) {
            Written written = new Written();
            Pump.copy(pipe, written, () -> written.whole.complete(true));
            return written;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (count > 2 * MOST) {
                System.arraycopy(buf, count - MOST, buf, 0, MOST);
                count = MOST;
            }
        }

        synchronized String text() {
            return new String(buf, Math.max(0, count - MOST), Math.min(count, MOST), StandardCharsets.UTF_8);
        }

        void awaitRest() {
            try {
                whole.get(REST_OF_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException heldOpen) {
                // What there is has to do.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
