package org.ociunit.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ociunit.Result;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Timeline;

/**
 * Runs programs on the machine, each to its end. Their outputs are files: a container that a program leaves behind may hold
 * them open for as long as it likes.
 *
 * @param folder where they run, and their outputs are
 * @param id the container that it is about
 * @param variables what is added to the environment
 */
record HostCall(Path folder, ContainerId id, Map<String, String> variables) {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final int MOST_OUTPUT = 1 << 20;

    /** Runs a program, at most 30 seconds. */
    Result run(List<String> command) {
        Begun begun = begin(command);
        if (!ended(begun.process, DEADLINE)) {
            end(begun.process);
            throw new DeadlineExceededException(
                    "The command " + String.join(" ", command) + " did not end, and was killed.", DEADLINE, null);
        }
        return begun.result(id);
    }

    /** Runs a program, and kills it in the middle. */
    Result runKilled(List<String> command, Duration after) {
        Begun begun = begin(command);
        if (!ended(begun.process, after)) {
            begun.process.destroyForcibly();
            ended(begun.process, DEADLINE);
        }
        return begun.result(id);
    }

    private Begun begin(List<String> command) {
        try {
            Path stdin = Files.createTempFile(folder, "stdin", "");
            Path stdout = Files.createTempFile(folder, "stdout", "");
            Path stderr = Files.createTempFile(folder, "stderr", "");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().putAll(variables);
            return new Begun(builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new ContainerException("Could not run " + command.get(0) + ".", e.toString(), null, e);
        }
    }

    private static boolean ended(Process process, Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private record Begun(Process process, Path stdout, Path stderr) {
        Result result(ContainerId id) {
            return new Result(
                    Exit.withCode(process.exitValue(), Instant.now()),
                    text(stdout),
                    text(stderr),
                    new Timeline(id, List.of()));
        }

        private static String text(Path file) {
            try (InputStream stream = Files.newInputStream(file)) {
                return new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new ContainerException("Could not read what a command has written.", e.toString(), null, e);
            }
        }
    }
}
