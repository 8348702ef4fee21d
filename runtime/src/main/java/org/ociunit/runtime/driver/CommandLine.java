package org.ociunit.runtime.driver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Wires;
import org.ociunit.runtime.launcher.Wiring;

/**
 * Runs a runtime's program through the launcher and waits for its end.
 *
 * @param program the absolute path of the program
 * @param variables what its environment has beside this JVM's
 */
record CommandLine(Path program, Map<String, String> variables) {
    /** A command that is cut off in the middle leaves traces, so each may finish when the JVM ends. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLEARING = Duration.ofSeconds(5);

    CommandLine {
        variables = Map.copyOf(variables);
    }

    /** How a command ended, with all that it wrote. */
    record Outcome(List<String> command, Exit exit, String stdout, String stderr) {
        boolean succeeded() {
            return exit.code() == 0;
        }
    }

    CommandLine with(String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return new CommandLine(program, more);
    }

    /** Runs a command to its end. */
    Outcome run(List<String> arguments) {
        return run(arguments, "", List.of(), DEADLINE);
    }

    /** Runs a command to its end, with something to read, and files for its descriptors 3, 4 and so on. */
    Outcome run(List<String> arguments, String input, List<Path> further, Duration deadline) {
        Buffer stdout = new Buffer();
        Buffer stderr = new Buffer();
        Stdio.Streams outputs = Stdio.to(stdout, stderr);
        Stdio.Streams streams = input.isEmpty()
                ? outputs
                : outputs.from(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        Outcome outcome = run(arguments, streams, further, deadline);
        return new Outcome(outcome.command(), outcome.exit(), stdout.await(), stderr.await());
    }

    /** Runs a command whose streams a container inherits: they may live on when the command has ended. */
    Outcome run(List<String> arguments, Stdio.Streams streams, List<Path> further, Duration deadline) {
        Buffer words = new Buffer();
        Spawned spawned = spawn(arguments, Wires.served(streams).withFurther(further));
        Wires.serve(spawned, overhear(streams, words));
        Exit exit = await(spawned, deadline);
        if (exit.code() == 0) {
            words.forget();
        }
        boolean heard = exit.code() != 0 && !(streams.stderr() instanceof Stdio.Sink.File);
        return new Outcome(whole(arguments), exit, "", heard ? words.await() : "");
    }

    /** Runs a command for a container that outlives this JVM, and so do its streams. */
    Outcome runForOutliving(List<String> arguments, Stdio.Streams streams, List<Path> further, Duration deadline) {
        Spawned spawned = spawn(arguments, Wires.outliving(streams).withFurther(further));
        return new Outcome(whole(arguments), await(spawned, deadline), "", "");
    }

    private Spawned spawn(List<String> arguments, Wiring wiring) {
        return Launcher.shared().spawn(command(arguments), wiring);
    }

    /** What a command says before it fails, or crashes, it may say only where the container's errors go. */
    private static Stdio.Streams overhear(Stdio.Streams streams, OutputStream words) {
        if (streams.stderr() instanceof Stdio.Sink.File) {
            return streams;
        }
        OutputStream both = streams.stderr() instanceof Stdio.Sink.Copy copy ? Stdio.tee(copy.stream(), words) : words;
        return new Stdio.Streams(streams.stdin(), streams.stdout(), new Stdio.Sink.Copy(both), streams.owner());
    }

    /** Starts a command whose output is read while it runs. */
    Spawned start(List<String> arguments) {
        Spawned spawned = Launcher.shared().spawn(command(arguments).withGrace(Duration.ZERO), Wiring.PIPES);
        Pump.copy(InputStream.nullInputStream(), spawned.stdin());
        Pump.copy(spawned.stderr(), OutputStream.nullOutputStream());
        return spawned;
    }

    List<String> whole(List<String> arguments) {
        return Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
    }

    Command command(List<String> arguments) {
        return new Command(program, arguments, environment(), Path.of("/"), GRACE);
    }

    /** What a service manager has left in this JVM's environment is not meant for the container. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(List.of("NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"));
        environment.putAll(variables);
        return environment;
    }

    /**
     * At its deadline, what a command waits for is ended first, a hook or the container's own process: then the command
     * clears away by itself what nobody else knows of. It is killed if that does not help.
     */
    private Exit await(Spawned spawned, Duration deadline) {
        String what = "The command " + program + " did not end, and was killed.";
        try {
            return new Exit(Waiting.toTheEnd(spawned.end(), deadline, what).status(), false, Instant.now());
        } catch (DeadlineExceededException late) {
            ProcessHandle.of(spawned.pid()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(ProcessHandle::destroyForcibly);
            spawned.end()
                    .handle((end, lost) -> true)
                    .completeOnTimeout(true, CLEARING.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            spawned.killGroup(Signal.KILL);
            throw late;
        }
    }

    /** Collects the beginning of a command's output, and knows when it is complete. */
    private static final class Buffer extends ByteArrayOutputStream {
        private static final int MOST = 16 << 20;

        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        private boolean forgotten;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (!forgotten) {
                super.write(bytes, offset, Math.min(length, MOST - count));
            }
        }

        /** What a container writes while it lives is not kept here. */
        synchronized void forget() {
            forgotten = true;
            count = 0;
            buf = new byte[0];
        }

        @Override
        public void close() {
            closed.complete(null);
        }

        /** A child that the command has left behind may hold its output open: then what has come is all there is. */
        String await() {
            closed.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
            return toString(StandardCharsets.UTF_8);
        }
    }
}
