package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;
import org.ociunit.json.Name;

/**
 * A program that docker keeps credentials with: {@code docker-credential-NAME get}, which reads the registry's name and
 * writes a JSON object.
 *
 * @param name what docker's file calls it
 * @param environment of the program; its path is where the program is looked for
 * @param deadline when it is killed
 */
record CredentialProgram(String name, Map<String, String> environment, Duration deadline) {
    /** It becomes part of a file name. */
    private static final Pattern LEGAL = Pattern.compile("[\\w-][\\w.-]*");

    /** What all of these programs say in this case. */
    private static final String NOT_FOUND = "credentials not found";

    private static final int MOST = 1 << 20;

    /** What it answers. */
    private record Secret(
            @Name("Username") @Nullable String user,
            @Name("Secret") @Nullable String secret) {}

    private record Ending(int code, String text) {}

    /** Asks for a registry's credentials; nobody's, with the reason, if it has none or fails. */
    Credentials get(String registry) {
        String program = program();
        if (!LEGAL.matcher(name).matches()) {
            return Credentials.none("\"" + program + "\" is no name of a program");
        }
        Optional<Path> file = file();
        if (file.isEmpty()) {
            return Credentials.none(program + " is not on the path");
        }
        try {
            return read(run(file.get(), registry), registry);
        } catch (IOException e) {
            return Credentials.none(program + " could not be run: " + e.getMessage());
        } catch (TimeoutException e) {
            return Credentials.none(program + " did not answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Credentials.none(program + " was interrupted");
        }
    }

    private String program() {
        return "docker-credential-" + name;
    }

    private Optional<Path> file() {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program()))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Ending run(Path file, String registry) throws IOException, InterruptedException, TimeoutException {
        ProcessBuilder builder =
                new ProcessBuilder(file.toString(), "get").redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        long end = System.nanoTime() + deadline.toNanos();
        Process process = builder.start();
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> text(process), CredentialProgram::inBackground);
            tell(process, registry);
            String text = output.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Ending(process.exitValue(), text);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void inBackground(Runnable reading) {
        Thread thread = new Thread(reading, "ociunit-credentials");
        thread.setDaemon(true);
        thread.start();
    }

    private static String text(Process process) {
        try (InputStream output = process.getInputStream()) {
            return new String(output.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tell(Process process, String registry) {
        try (OutputStream input = process.getOutputStream()) {
            input.write((registry + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // It knows without; its exit tells.
        }
    }

    private Credentials read(Ending ending, String registry) {
        if (ending.code != 0) {
            String said = ending.text.strip();
            return Credentials.none(
                    said.startsWith(NOT_FOUND)
                            ? program() + " has none for " + registry
                            : program() + " failed with exit code " + ending.code + ": " + firstLine(said));
        }
        try {
            // What it says is no part of a message: the secret is in it.
            Secret secret = Json.read(ending.text, program(), Secret.class);
            return secret.user == null || secret.secret == null || secret.secret.isEmpty()
                    ? Credentials.none(program() + " has none for " + registry)
                    : Credentials.login(secret.user, secret.secret, "from " + program());
        } catch (InvalidDocumentException e) {
            return Credentials.none(program() + " wrote no JSON object with Username and Secret");
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("it said nothing");
    }
}
