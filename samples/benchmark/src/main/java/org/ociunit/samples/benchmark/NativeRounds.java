package org.ociunit.samples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One of the C programs: for each line that it is sent it does something once, and answers how long that took. */
final class NativeRounds implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final OutputStream requests;
    private final BufferedReader answers;
    private final Path words;

    private NativeRounds(Process process, Path words) {
        this.process = process;
        this.requests = process.getOutputStream();
        this.answers = process.inputReader();
        this.words = words;
    }

    /** Starts a program; what it says goes to the file. */
    static NativeRounds start(List<String> command, Path words) throws IOException {
        return new NativeRounds(
                new ProcessBuilder(command).redirectError(words.toFile()).start(), words);
    }

    /**
     * Once more.
     *
     * @return how many nanoseconds it took
     * @throws IOException if it failed; the message is what it said
     */
    long take() throws IOException {
        try {
            requests.write('\n');
            requests.flush();
            String line = CompletableFuture.supplyAsync(this::line).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException(lastWords());
            }
            return Long.parseLong(line);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("it took more than " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private @Nullable String line() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    /** A command that failed said why, and then the clock said that it failed. */
    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(words);
        return lines.stream()
                .filter(line -> !line.startsWith("Could not run the command"))
                .reduce((one, other) -> other)
                .orElse("it said nothing")
                .strip();
    }

    /** The program ends with its input. */
    @Override
    public void close() throws IOException {
        try {
            requests.close();
        } catch (IOException gone) {
            // It has ended before.
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
