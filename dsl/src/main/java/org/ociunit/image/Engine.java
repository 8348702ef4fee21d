package org.ociunit.image;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * What holds images on this machine and hands them out by a command of its own: docker, podman.
 *
 * @param name what the field calls the command
 * @param program where it is; a name without a slash is looked for on the path
 * @param saving the arguments that make it write an archive of docker's, in front of the image
 * @param deadline how long it may take to say what an image is
 * @param savingDeadline how long it may take to save one
 */
record Engine(String name, String program, List<String> saving, Duration deadline, Duration savingDeadline) {
    private static final Duration SAYING = Duration.ofMinutes(1);
    private static final Duration SAVING = Duration.ofMinutes(30);

    static final Engine DOCKER = of("docker", List.of("save"));
    static final Engine PODMAN = of("podman", List.of("save", "--quiet", "--format", "docker-archive"));

    /** How often what has been written is looked at. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Of what it says. */
    private static final int MOST_WORDS = 1 << 16;

    private static final Pattern ID = Pattern.compile("(sha256:)?([0-9a-f]{64})");

    /** ENOENT, as JDKs say it before 25 and since. */
    private static final Pattern MISSING = Pattern.compile("error(=|: )2\\b");

    private static final Pattern UNKNOWN = Pattern.compile("(?i).*(no such image|image not known|no such object).*");
    private static final Pattern UNREACHABLE =
            Pattern.compile("(?i).*(cannot connect|failed to connect|connection refused|permission denied).*");

    private static Engine of(String name, List<String> saving) {
        return new Engine(name, "", saving, SAYING, SAVING);
    }

    Engine {
        saving = List.copyOf(saving);
    }

    Engine withProgram(Path other) {
        return new Engine(name, other.toString(), saving, deadline, savingDeadline);
    }

    Engine withDeadline(Duration other) {
        return new Engine(name, program, saving, other, other);
    }

    /** A JVM's own path is not always that of a shell. */
    private String command() {
        return program.isEmpty() ? System.getProperty(property(), name) : program;
    }

    private String property() {
        return "ociunit." + name;
    }

    /** The digest, in hexadecimal digits, by which it knows the image: another image of the same name has another one. */
    String id(Image image) throws IOException {
        try (FileChannel said = run(
                image,
                MOST_WORDS,
                deadline,
                List.of("image", "inspect", "--format", "{{.Id}}", String.valueOf(image.name())))) {
            String id = text(said).strip();
            if (!ID.matcher(id).matches()) {
                throw refused(image, name + " image inspect answered \"" + id + "\", which is no id.", null, null);
            }
            return id.substring(id.indexOf(':') + 1);
        }
    }

    /** An archive of docker's with this image alone. Its file has no name any more: it is gone with whoever reads it. */
    FileChannel save(Image image, String id) throws IOException {
        List<String> arguments = new ArrayList<>(saving);
        arguments.add(id);
        return run(image, image.limits().bytes() + ImageLimits.FREE, savingDeadline, arguments);
    }

    /** Runs it to its end; returns what it has written. */
    private FileChannel run(Image image, long most, Duration within, List<String> arguments) throws IOException {
        Path out = Files.createTempFile("ociunit-", ".out");
        Path err = Files.createTempFile("ociunit-", ".err");
        FileChannel written = FileChannel.open(out);
        try (FileChannel words = FileChannel.open(err)) {
            Process process = start(image, arguments, out, err);
            await(image, process, written, most, within, said(arguments));
            if (process.exitValue() != 0) {
                throw failed(image, said(arguments), process.exitValue(), lastLine(text(words)));
            }
            return written;
        } catch (IOException | RuntimeException e) {
            written.close();
            throw e;
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** The files have no names from here on: nothing of them is left, however this ends. */
    private Process start(Image image, List<String> arguments, Path out, Path err) throws IOException {
        List<String> command = new ArrayList<>(List.of(command()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            Files.delete(out);
            Files.delete(err);
            return process;
        } catch (IOException e) {
            boolean isMissing = MISSING.matcher(String.valueOf(e.getMessage())).find();
            throw refused(
                    image,
                    isMissing
                            ? command() + " is not installed, or not on this JVM's path."
                            : command() + " could not be run: " + e.getMessage() + ".",
                    "install " + name + ", or say where it is: -D" + property() + "=/PATH/TO/" + name + ".",
                    e);
        }
    }

    private void await(Image image, Process process, FileChannel written, long most, Duration within, String what)
            throws IOException {
        long end = System.nanoTime() + within.toNanos();
        try {
            while (!process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > end) {
                    throw refused(image, what + " has not ended within " + within.toSeconds() + " s.", null, null);
                }
                requireAtMost(image, written, most, what);
            }
            requireAtMost(image, written, most, what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(what + " was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void requireAtMost(Image image, FileChannel written, long most, String what) throws IOException {
        if (written.size() > most) {
            throw refused(
                    image,
                    what + " writes more than " + most + " bytes.",
                    "if the image is to be trusted: Image.within(ImageLimits.usual().withBytes(...)).",
                    null);
        }
    }

    private ImageException failed(Image image, String what, int code, String words) {
        String fix = null;
        if (UNKNOWN.matcher(words).matches()) {
            fix = "pull or build it first; " + name + " images lists those that there are.";
        } else if (UNREACHABLE.matcher(words).matches()) {
            fix = "check that " + name + " images works for this user: its daemon has to run, and to be this user's to"
                    + " ask.";
        }
        return refused(image, what + " failed with exit code " + code + ": " + words, fix, null);
    }

    private String said(List<String> arguments) {
        return name + " " + (arguments.get(0).equals("image") ? "image inspect" : arguments.get(0));
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((before, line) -> line)
                .map(String::strip)
                .orElse("it said nothing.");
    }

    /** The end of what was written. */
    private static String text(FileChannel written) throws IOException {
        long size = written.size();
        long skipped = Math.max(0, size - MOST_WORDS);
        try (InputStream end = new FilePart(written, skipped, size - skipped)) {
            return new String(end.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ImageException refused(Image image, String why, @Nullable String fix, @Nullable Throwable cause) {
        return new ImageException(image.toString(), why, fix, cause);
    }
}
