package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Spec;

/**
 * Namespaces for a real client and its daemon: of processes, mounts and the network. What is started in it ends with it,
 * and it ends with this JVM. Of the machine's files only its own folder can be written to.
 */
public final class Enclosure {
    /** How long anything may take. */
    public static final Duration SOON = Duration.ofSeconds(90);

    private static final AtomicInteger LAST = new AtomicInteger();
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final String name;
    private final Path folder;
    private final Process unshare;
    private final List<String> enter;
    private final AtomicInteger calls = new AtomicInteger();

    private Enclosure(String name, Path folder, Process unshare, List<String> enter) {
        this.name = name;
        this.folder = folder;
        this.unshare = unshare;
        this.enter = enter;
    }

    /** Our runtime, as the build has put it together. */
    static Path jrunc() {
        Path jrunc = Path.of("target/jrunc/bin/jrunc").toAbsolutePath();
        assertThat(jrunc).isExecutable();
        return jrunc;
    }

    /** A program in the place of our runtime, which has what it is called for written down to {@code calls}. */
    static String recorded(Path folder) throws Exception {
        Path wrapper = folder.resolve("runc");
        List<String> words = List.of("--to", folder.resolve("calls").toString(), "--wrapper", wrapper.toString());
        List<String> command = new ArrayList<>(List.of(jrunc().toString(), "record"));
        command.addAll(words);
        command.add(jrunc().toString());
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        return wrapper.toString();
    }

    /** A name that no other enclosure has, for its control groups to carry. */
    public static String newName() {
        return "clients-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
    }

    /**
     * Makes one.
     *
     * @param name see {@link #newName}
     * @param folder what is its own
     * @param daemon what is started in it, or nothing
     */
    public static Enclosure start(String name, Path folder, String... daemon) throws IOException {
        Path script = folder.resolve("enclosure");
        Files.write(script, Enclosure.class.getResourceAsStream("enclosure").readAllBytes());
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--net", "--fork"));
        command.addAll(List.of("--kill-child", "--mount-proc", "bash", script.toString(), folder.toString()));
        command.addAll(List.of(daemon));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().merge("PATH", ":/usr/local/sbin:/usr/sbin:/sbin", String::concat);
        Process unshare = builder.start();
        String first = new BufferedReader(new InputStreamReader(unshare.getInputStream(), UTF_8)).readLine();
        assertThat(first).isEqualTo("ready");
        long init = unshare.children().findFirst().orElseThrow().pid();
        return new Enclosure(
                name,
                folder,
                unshare,
                List.of(
                        "nsenter",
                        "--target=" + init,
                        "--mount",
                        "--pid",
                        "--net",
                        "env",
                        "--chdir=" + folder,
                        "HOME=" + folder,
                        "TMPDIR=" + folder,
                        "PATH=" + builder.environment().get("PATH")));
    }

    /** Calls a program in it, with nothing to read; its output may outlive it. */
    public Called call(String... words) throws Exception {
        int number = calls.incrementAndGet();
        Path out = folder.resolve("out-" + number);
        Path err = folder.resolve("err-" + number);
        Process process = new ProcessBuilder(entering(words))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", words) + " has not ended. It printed: " + Files.readString(out)
                    + Files.readString(err));
        }
        return new Called(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A program in it, to be started on a terminal. */
    Command command(String... words) {
        String[] entering = entering(words).toArray(String[]::new);
        return Command.of(Path.of("/usr/bin/env"), entering);
    }

    /** A program that calls another one in it with these words, and with further ones that it is called with. */
    public Path entrance(String... words) throws IOException {
        String quoted = entering(words).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path script = folder.resolve("enter-" + calls.incrementAndGet());
        Files.writeString(script, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private List<String> entering(String... words) {
        List<String> command = new ArrayList<>(enter);
        command.addAll(List.of(words));
        return command;
    }

    /** Waits until a call succeeds. */
    public void awaitSuccess(String... words) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> assertThat(call(words).code()).describedAs(log()).isZero());
    }

    /** What the daemon has told so far. */
    String log() throws IOException {
        Path log = folder.resolve("daemon.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** The control groups below its own. */
    List<Path> groups() throws IOException {
        List<Path> groups = new ArrayList<>();
        for (Path own : ownGroups()) {
            try (Stream<Path> below = Files.walk(own)) {
                below.filter(Files::isDirectory)
                        .filter(each -> !each.equals(own))
                        .forEach(groups::add);
            }
        }
        return groups;
    }

    /** In each hierarchy, the group that carries its name. */
    private List<Path> ownGroups() throws IOException {
        try (Stream<Path> top = Files.walk(CGROUPS, 2)) {
            return top.filter(each -> each.endsWith(name)).toList();
        }
    }

    /** Ends it with all that runs in it; nothing is left then but the files in its folder. */
    public void end() throws Exception {
        unshare.getOutputStream().close();
        if (!unshare.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            unshare.destroyForcibly();
        }
        List<Path> left = new ArrayList<>(groups());
        Collections.reverse(left);
        left.addAll(ownGroups());
        for (Path group : left) {
            await().atMost(SOON).ignoreExceptions().until(() -> Files.deleteIfExists(group));
        }
        assertThat(Traces.of(name)).isEmpty();
        assertThat(Traces.of(folder.toString())).isEmpty();
    }

    /**
     * A root of the machine's own programs, which come by mounts.
     *
     * @param folder where, a folder that exists
     * @return the mounts that it needs
     */
    static List<Mount> root(Path folder) {
        Spec spec = Spec.read(TestBundle.in(folder).resolve("config.json"));
        return spec.mounts().stream()
                .filter(mount -> mount.destination().equals(mount.source()))
                .toList();
    }
}
