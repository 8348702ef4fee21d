package org.ociunit.runtime.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.store.Store;
import org.ociunit.spec.ContainerProcess;

/** A JVM beside that of the test, which makes containers and then waits for its end, or for the end of its input. */
final class OtherJvm {
    private OtherJvm() {}

    /**
     * Starts one.
     *
     * @param orders what it makes: {@code start|create|replace|exec:attached|detached:ID:BUNDLE} each; {@code exec} has a container
     *     execute a program whose pid is in the bundle's file {@code pid}
     * @return the JVM; it has made all of them, but for the last one if that is {@code hang}, or {@code halt}: which ends the
     *     JVM when the first process is there and nothing knows of it
     */
    static Process start(String... orders) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OtherJvm.class.getName()));
        command.addAll(List.of(orders));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        String root = System.getProperty("ociunit.root");
        if (root != null) {
            builder.command().add(1, "-Dociunit.root=" + root);
        }
        Process jvm = builder.start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(lines.readLine())) {
            throw new AssertionError("The other JVM has made nothing.");
        }
        return jvm;
    }

    /** The other side. */
    public static void main(String[] orders) throws IOException {
        OciRuntime runtime = Runtimes.embedded();
        for (String order : orders) {
            String[] words = order.split(":", 4);
            ContainerId id = new ContainerId(words[2]);
            CreateOptions options = CreateOptions.defaults();
            if (words[0].equals("hang")) {
                System.out.println("ready");
            }
            if (words[0].equals("exec")) {
                exec(runtime, id, words[1].equals("attached"), Path.of(words[3], "pid"));
                continue;
            }
            if (words[0].equals("halt")) {
                runtime = halting(Path.of(words[3], "pid"));
            }
            if (words[0].equals("replace")) {
                runtime.delete(id, DeleteOptions.forced());
            }
            runtime.create(id, Path.of(words[3]), words[1].equals("detached") ? options.detached() : options);
            if (!words[0].equals("create")) {
                runtime.start(id);
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // The end of the input is the end of this JVM.
        }
    }

    private static void exec(OciRuntime runtime, ContainerId id, boolean attached, Path pidFile) {
        ContainerProcess sleep = ContainerProcess.of("sleep", "4744").withEnv(List.of("PATH=/usr/bin:/bin"));
        runtime.exec(id, sleep, ExecOptions.defaults().withAttached(attached).withPidFile(pidFile));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OciRuntime halting(Path pidFile) {
        Host host = Host.current();
        Path root = host.ownFolder(host.runtimeFolder(), "rwx------").resolve(EmbeddedRuntime.NAME);
        return EmbeddedRuntime.in(new Realm(
                root, Store.at(root), Cgroups.current(), new Population(), (what, plan, wiring, time) -> {
                    Spawned init = Launching.BY_LAUNCHER.launch(what, plan, wiring, time);
                    write(pidFile, Long.toString(init.pid()));
                    System.out.println("ready");
                    Runtime.getRuntime().halt(1);
                    throw new AssertionError("nobody is here any more");
                }));
    }
}
