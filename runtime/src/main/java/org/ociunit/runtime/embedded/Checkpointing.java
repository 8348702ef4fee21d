package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.CriuAllowance;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.host.ContainerPaths;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.ExternalMounts;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** The verb checkpoint. */
final class Checkpointing {
    private static final String LOG = "dump.log";

    /** The first descriptor behind the standard streams. */
    private static final int STATUS = 3;

    private final Realm realm;
    private final Realm.Living living;
    private final CheckpointOptions options;
    private final Criu criu;
    private final Deadline deadline;
    private final Path root;

    private Checkpointing(Realm realm, Realm.Living living, CheckpointOptions options, Criu criu, String what) {
        this.realm = realm;
        this.living = living;
        this.options = options;
        this.criu = criu;
        this.deadline = Deadline.in(options.deadline(), what);
        Path bundle = living.container().bundlePath();
        this.root = new Planning(what, spec(), bundle, CreateOptions.defaults()).root();
    }

    static void checkpoint(Realm realm, ContainerId id, CheckpointOptions options) {
        checkpoint(realm, id, options, InstalledPrograms.folders());
    }

    /** With the criu of these folders. */
    static void checkpoint(Realm realm, ContainerId id, CheckpointOptions options, List<Path> folders) {
        String what = "Could not checkpoint container " + id + ".";
        realm.exclusively(id, Verb.CHECKPOINT, () -> {
            Realm.Living living = realm.living(id, Verb.CHECKPOINT);
            new Checkpointing(realm, living, options, Criu.in(folders, what), what).checkpoint();
        });
    }

    private Spec spec() {
        return living.container().spec();
    }

    private void checkpoint() {
        requirePossible();
        Criu.makeFolder(options.image(), deadline.what());
        Criu.makeFolder(options.work(), deadline.what());
        boolean wasPaused = living.state().status() == Status.PAUSED;
        if (wasPaused) {
            living.group().thaw();
        }
        try {
            write();
        } catch (RuntimeException e) {
            goOn(wasPaused, e);
            throw e;
        }
        if (!options.leaveRunning() && !options.preDump()) {
            awaitEnd();
        } else if (wasPaused) {
            living.group().freeze();
        }
    }

    /** How it has ended may be known to another JVM alone, and is of no matter. */
    private void awaitEnd() {
        Waiting.toTheEnd(
                realm.population().exitOf(living.container(), realm.store()).handle((exit, lost) -> true),
                deadline.left(),
                deadline.what());
    }

    /** As if nothing had been: CRIU killed in the middle leaves its processes frozen. */
    private void goOn(boolean paused, RuntimeException failure) {
        Cgroup group = living.group();
        try {
            if (paused && living.init().isAlive()) {
                group.freeze();
            } else if (group.isThere() && group.isFrozen()) {
                group.thaw();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void requirePossible() {
        if (living.container().lowers() != null) {
            throw new UnsupportedByHostException(
                    deadline.what(),
                    "what it has written to its root is in memory, and an image would not have it.",
                    "give it a root that is a folder.");
        }
        boolean hasTerminal =
                spec().process() != null && Boolean.TRUE.equals(spec().process().terminal());
        if (hasTerminal && !options.allowing().contains(CriuAllowance.SHELL_JOB)) {
            throw new UnsupportedByHostException(
                    deadline.what(),
                    "it has a terminal (process.terminal), which the command criu cannot hand over.",
                    "run it without a terminal, or allow SHELL_JOB.");
        }
        List<String> idMapped = ExternalMounts.idMapped(spec());
        if (!idMapped.isEmpty()) {
            throw new UnsupportedByHostException(
                    deadline.what(),
                    "an image cannot hold mounts with mapped ids (" + String.join(", ", idMapped) + ").",
                    "mount them without idmap.");
        }
    }

    private void write() {
        Criu.Line line = criu.line(options.preDump() ? "pre-dump" : "dump", options.image(), options.work(), LOG)
                .option("--tree", living.init().pid())
                .option("--root", root)
                .flag("--leave-running", options.leaveRunning() && !options.preDump())
                .option("--prev-images-dir", options.parent())
                .flag("--track-mem", options.parent() != null)
                .flag("--lazy-pages", options.lazyPages())
                .option("--status-fd", options.status() == null ? null : STATUS)
                .option("--freeze-cgroup", freezer())
                .option(
                        "--timeout",
                        deadline.left().toSeconds() + 1) // else ten seconds until all processes stand still
                .option("--network-lock", criu.networkLock(spec()))
                .allow(options.cgroups(), options.allowing());
        addPageServer(line);
        addExternal(line);
        run(line);
    }

    private @Nullable Path freezer() {
        Map<String, Path> folders = living.group().folders();
        return folders.getOrDefault("freezer", folders.get("")); // of version 1, or of version 2
    }

    private void addPageServer(Criu.Line line) {
        String server = options.pageServer();
        if (server == null) {
            return;
        }
        int colon = server.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("A page server is HOST:PORT, not " + server + ".");
        }
        line.flag("--page-server", !options.lazyPages())
                .option("--address", server.substring(0, colon))
                .option("--port", server.substring(colon + 1));
    }

    private void addExternal(Criu.Line line) {
        Path bundle = living.container().bundlePath();
        ContainerPaths paths = new ContainerPaths(root);
        ExternalMounts.of(spec(), bundle, living.group().folders())
                .keySet()
                .forEach(at -> line.option("--external", "mnt[" + paths.mount(at) + "]:" + at));
        maskedFiles().forEach(path -> line.option("--external", "mnt[" + path + "]:" + Restoring.MASK));
        Criu.namespaces(spec()).stream()
                .filter(Criu::isExternal)
                .forEach(external -> line.option("--external", named(external)));
        if (!options.preDump()) {
            Descriptors descriptors = Descriptors.of(living.init().pid());
            descriptors.write(options.image());
            descriptors.outside().forEach(file -> line.option("--external", file));
        }
    }

    /** Folders are covered by a file system of their own, files by the machine's null device. */
    private List<String> maskedFiles() {
        Path inside = Path.of("/proc", Long.toString(living.init().pid()), "root");
        List<String> masked = spec().linux() == null
                ? List.of()
                : Objects.requireNonNullElse(spec().linux().maskedPaths(), List.of());
        return masked.stream()
                .filter(path -> Files.exists(inside.resolve(path.replaceFirst("^/+", "")))
                        && !Files.isDirectory(inside.resolve(path.replaceFirst("^/+", ""))))
                .toList();
    }

    private String named(Namespace external) {
        String type = external.type().equals(Namespace.NETWORK) ? "net" : "pid";
        try {
            Object inode = Files.getAttribute(Path.of(Objects.requireNonNull(external.path())), "unix:ino");
            return type + "[" + inode + "]:" + Criu.nameOf(external);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Criu.Line line) {
        List<String> words = line.words();
        Command command =
                Command.of(criu.program(), words.subList(1, words.size()).toArray(String[]::new));
        Wiring wiring = Wiring.of(Wiring.nothing(), Wiring.nothing(), new Wiring.Pipe())
                .withFurther(options.status() == null ? List.of() : List.of(options.status()));
        Spawned running = Launcher.shared().spawn(command, wiring);
        Path folder = Objects.requireNonNullElse(options.work(), options.image());
        Criu.await(running, folder.toAbsolutePath().resolve(LOG), deadline);
    }
}
