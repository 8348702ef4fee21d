package org.ociunit.dsl.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Stdio;
import org.ociunit.spec.ContainerProcess;

/**
 * A program that {@link FakeRuntime} runs.
 *
 * @param args its words
 * @param stdio its streams
 */
record FakeProgram(List<String> args, Stdio stdio) {
    private static final Pattern TRAP = Pattern.compile("trap 'exit (\\d+)' TERM");

    static FakeProgram of(@Nullable ContainerProcess process, Stdio stdio) {
        List<String> args = process == null || process.args() == null ? List.of() : process.args();
        return new FakeProgram(args.size() == 3 && args.get(0).equals("sh") ? wordsOf(args.get(2)) : args, stdio);
    }

    /** Of a shell's scripts, what this knows: its exit, and a wait for something, which is there at once. */
    private static List<String> wordsOf(String script) {
        if (script.startsWith("until ")) {
            return List.of("exit", "0");
        }
        return script.startsWith("exit ") ? List.of(script.split(" ")) : List.of(script);
    }

    /** With what it exits when it is asked to end; nothing if it does not listen. */
    OptionalInt exitWhenAsked() {
        Matcher trap = TRAP.matcher(String.join(" ", args));
        return trap.find() ? OptionalInt.of(Integer.parseInt(trap.group(1))) : OptionalInt.empty();
    }

    /** Does what the words say; returns its exit code, or nothing if it goes on. */
    OptionalInt perform() {
        int print = args.indexOf("print");
        if (print >= 0) {
            write(args.get(print + 1).getBytes(StandardCharsets.UTF_8));
        }
        if (args.contains("copy")) {
            input().ifPresent(this::copy);
        }
        int exit = args.indexOf("exit");
        return exit >= 0 ? OptionalInt.of(Integer.parseInt(args.get(exit + 1))) : OptionalInt.empty();
    }

    /** Whether it ends when its input does. */
    boolean endsWithInput() {
        return args.contains("copy");
    }

    private void copy(InputStream input) {
        byte[] buffer = new byte[100];
        try {
            for (int count; (count = input.read(buffer)) >= 0; ) {
                byte[] part = Arrays.copyOf(buffer, count);
                write(part);
            }
        } catch (IOException closed) {
            // As a pipe's reader that is gone.
        }
    }

    private void write(byte[] bytes) {
        output().ifPresent(stream -> {
            try {
                stream.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Optional<InputStream> input() {
        if (stdio instanceof Stdio.Terminal terminal) {
            return terminal.console().keyboard();
        }
        return stdio instanceof Stdio.Streams streams && streams.stdin() instanceof Stdio.Source.Copy copy
                ? Optional.of(copy.stream())
                : Optional.empty();
    }

    private Optional<OutputStream> output() {
        if (stdio instanceof Stdio.Terminal terminal) {
            return Optional.of(terminal.console().screen());
        }
        return stdio instanceof Stdio.Streams streams ? stream(streams.stdout()) : Optional.empty();
    }

    private static Optional<OutputStream> stream(Stdio.Sink sink) {
        return sink instanceof Stdio.Sink.Copy copy ? Optional.of(copy.stream()) : Optional.empty();
    }

    /** Closes its outputs, as its end does. */
    void close() {
        output().ifPresent(FakeProgram::close);
        if (stdio instanceof Stdio.Streams streams) {
            stream(streams.stderr()).ifPresent(FakeProgram::close);
        }
    }

    private static void close(OutputStream stream) {
        try (stream) {
            stream.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
