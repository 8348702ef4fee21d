package org.ociunit.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Link;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Ephemeral;

/** What all steps of a run have in common, whichever branch they are in: the containers, and a folder of its own. */
final class Ground {
    /** The name of the container that a scenario begins with. */
    static final String FIRST = "";

    private static final AtomicInteger LAST = new AtomicInteger();

    private final Peers peers;
    private final Bundle bundle;
    private final OciRuntime runtime;
    private final Path folder;
    private final List<Ephemeral> trees = new ArrayList<>();
    private final Map<String, Subject> subjects = new LinkedHashMap<>();

    private Ground(Bundle bundle, Peers peers, OciRuntime runtime, Path folder, Ephemeral whole) {
        this.peers = peers;
        this.bundle = peers.join(bundle).on(runtime);
        this.runtime = runtime;
        this.folder = folder;
        this.trees.add(whole);
        subject(FIRST);
    }

    private static Ground of(Scenario scenario, OciRuntime runtime) {
        String name = "scenario-" + runtime.name().replaceAll("[^A-Za-z0-9_+.]", "-") + "-"
                + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet();
        Path folder = Path.of(System.getProperty("java.io.tmpdir")).resolve(name);
        Ephemeral whole = Ephemeral.tree(folder);
        try {
            makeFolder(folder);
            Path real = folder.toRealPath();
            return new Ground(scenario.bundle(), Peers.start(scenario.peers(), runtime), runtime, real, whole);
        } catch (IOException e) {
            whole.release();
            throw new ContainerException("Could not make the folder of a scenario.", e.toString(), null, e);
        } catch (RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    }

    /** Takes a scenario's steps until one fails, and clears away what they have made. */
    static Outcome run(Scenario scenario, OciRuntime runtime) {
        Ground ground = of(scenario, runtime);
        Subject first = ground.subject(FIRST);
        List<Outcome.Row> rows = new ArrayList<>();
        Optional<Outcome.Trace> trace;
        try {
            rows.addAll(new Play(ground, first).take(scenario.steps()));
            trace = first.trace();
        } finally {
            ground.end(rows);
        }
        return new Outcome(scenario.name(), runtime.name() + " " + runtime.version(), rows, trace);
    }

    /** The container of a name, which no other one of the scenario has. */
    synchronized Subject subject(String name) {
        return subjects.computeIfAbsent(name, absent -> new Subject(bundle, runtime, folder, folderOf(absent)));
    }

    /** Beside that of the first one: what is left of a container is looked for in its own. */
    private Path folderOf(String name) {
        if (name.equals(FIRST)) {
            return folder;
        }
        Path own = folder.resolveSibling(folder.getFileName() + "+" + name);
        trees.add(Ephemeral.tree(own));
        try {
            makeFolder(own);
            return own;
        } catch (IOException e) {
            throw new ContainerException("Could not make a folder for container " + name + ".", e.toString(), null, e);
        }
    }

    /** The links between a container and some of its peers, or the one to all. */
    List<Link> links(Subject subject, String... names) {
        Container made = subject.container()
                .orElseThrow(() -> new ContainerException(
                        "Could not change a link.", "the scenario has made no container.", "create one before."));
        return peers.links(made, names);
    }

    /** Leaves nothing behind; if that fails, so has the scenario. */
    private void end(List<Outcome.Row> rows) {
        try {
            each(subject -> clearAway(subject::end, subject, rows));
            clearAway(peers::close, subject(FIRST), rows);
        } finally {
            try {
                each(subject -> subject.remains().clear());
            } finally {
                trees.forEach(Ephemeral::close);
            }
        }
    }

    private synchronized void each(Consumer<Subject> action) {
        subjects.values().forEach(action);
    }

    private static void clearAway(Runnable end, Subject subject, List<Outcome.Row> rows) {
        Instant start = Instant.now();
        try {
            end.run();
        } catch (RuntimeException e) { // the others are cleared away all the same
            rows.add(new Outcome.Row(
                    "clear away",
                    Outcome.Verdict.FAILED,
                    start,
                    Duration.between(start, Instant.now()),
                    subject.lastStatus(),
                    Optional.empty(),
                    String.valueOf(e.getMessage()),
                    Optional.of(e.getClass().getSimpleName()),
                    Optional.empty()));
        }
    }
}
