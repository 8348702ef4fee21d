package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.Warnings;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.CriuCgroups;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.host.BundleRules;
import org.ociunit.runtime.host.InstalledPrograms;
import org.ociunit.runtime.host.KernelFeatures;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Watched;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.ExternalMounts;
import org.ociunit.runtime.plan.RestorePlan;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * The verb restore. The container's first process becomes the launcher's own child, as one that was created does: CRIU makes
 * it a sibling of its own.
 *
 * <p>Of the hooks those are called that runc calls: prestart and createRuntime, once the namespaces are there.
 */
final class Restoring {
    /** What covers masked files, and the name of it in an image. */
    static final String MASK = "/dev/null";

    private static final String LOG_FILE = "restore.log";
    private static final String PID = "pid";
    private static final String ROOT = "root";

    private final Realm realm;
    private final Path bundle;
    private final Spec spec;
    private final RestoreOptions options;
    private final Criu criu;
    private final Deadline deadline;
    private final Planning planning;

    private Restoring(Realm realm, Path bundle, RestoreOptions options, Criu criu, String what) {
        BundleRules.require(what, bundle).forEach(warning -> Warnings.warn(Restoring.class, what + " " + warning));
        this.realm = realm;
        this.bundle = bundle.toAbsolutePath().normalize();
        this.spec = Spec.read(bundle.resolve("config.json"));
        Refusals.check(what, spec, KernelFeatures.current());
        this.options = options;
        this.criu = criu;
        this.deadline = Deadline.in(options.deadline(), what);
        this.planning = new Planning(what, spec, this.bundle, CreateOptions.defaults());
    }

    static void restore(Realm realm, ContainerId id, Path bundle, RestoreOptions options) {
        restore(realm, id, bundle, options, InstalledPrograms.folders());
    }

    /** With the criu of these folders. */
    static void restore(Realm realm, ContainerId id, Path bundle, RestoreOptions options, List<Path> folders) {
        String what = "Could not restore container " + id + ".";
        new Restoring(realm, bundle, options, Criu.in(folders, what), what).restore(id);
    }

    private void restore(ContainerId id) {
        requirePossible();
        Criu.makeFolder(options.work(), deadline.what());
        Making.of(realm, deadline.what(), Making.draft(id, bundle, spec, options.attached()), this::make);
    }

    private void requirePossible() {
        if (options.noPivot()) {
            throw new UnsupportedByHostException(
                    deadline.what(), "criu changes the root by pivot_root(2) alone (noPivot).", "leave noPivot out.");
        }
        if (!(options.stdio() instanceof Stdio.Streams)) {
            throw new UnsupportedByHostException(
                    deadline.what(), "the command criu cannot hand over a terminal (stdio).", "give it streams.");
        }
        if (!Files.isRegularFile(options.image().resolve("pstree.img"))) {
            throw new ContainerException(
                    deadline.what(),
                    "folder " + options.image() + " has no image of a container: there is no file pstree.img.",
                    "checkpoint a container to it first.");
        }
    }

    private CompletableFuture<End> make(Making making) {
        makeMountPoints(making);
        Spawned running;
        try (RestoreHooks hooks = RestoreHooks.of(spec, pid -> callHooks(making, pid))) {
            running = launch(making, hooks);
            hooks.during(() -> Criu.await(running, log(), deadline));
        }
        Watched init = Launcher.shared().watch(pid(making.folder()), making.folder());
        making.undoing().killFirst(init.pid(), init.end());
        StoredContainer made = identified(making.container(), init.pid()).withMaker(null);
        making.remember(made.withSpec(withTime(init.pid())));
        new PidAnnouncement(options.pidFile(), null, making.container().id()).tell(deadline.what(), init.pid());
        Streams.connect(deadline.what(), running, options.stdio());
        return init.end();
    }

    /** CRIU expects them, in the root file system and in what is bound into it. */
    private void makeMountPoints(Making making) {
        Spawned maker = Launcher.shared()
                .launch(
                        deadline.what(),
                        planning.mountPoints(making.group(), making.folder()),
                        Wiring.NOTHING,
                        deadline.left());
        Waiting.toTheEnd(maker.end(), deadline.left(), deadline.what());
    }

    private Spawned launch(Making making, RestoreHooks hooks) {
        Path at = making.folder().resolve(ROOT);
        Criu.makeFolder(at, deadline.what());
        List<Path> joined = new ArrayList<>();
        Criu.Line line = criu.line("restore", options.image(), options.work(), LOG_FILE)
                .flag("--restore-detached", true)
                .flag("--restore-sibling", true)
                .option("--pidfile", making.folder().resolve(PID))
                .option("--root", at)
                .flag("--evasive-devices", true)
                .flag("--lazy-pages", options.lazyPages())
                .option("--lsm-profile", options.lsmProfile())
                .option("--lsm-mount-context", options.lsmMountContext())
                .option("--action-script", hooks.script())
                .option("--network-lock", criu.networkLock(spec))
                .allow(options.cgroups(), options.allowing());
        addExternal(line, making.group());
        addNamespaces(line, joined);
        addGroups(line, making.group());
        return Launcher.shared()
                .launch(
                        deadline.what(),
                        RestorePlan.of(
                                planning.root(),
                                at,
                                joined.size(),
                                making.group().procsFiles().stream()
                                        .map(Path::toString)
                                        .toList(),
                                line.words(),
                                System.getenv().entrySet().stream()
                                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                                        .toList()),
                        Streams.wiring(options.stdio(), options.attached(), joined),
                        deadline.left());
    }

    private void addExternal(Criu.Line line, Cgroup group) {
        ExternalMounts.of(spec, bundle, group.folders())
                .forEach((at, source) -> line.option("--external", "mnt[" + at + "]:" + source));
        line.option("--external", "mnt[" + MASK + "]:" + MASK);
        Descriptors.read(options.image()).inherited().forEach(stream -> line.option("--inherit-fd", stream));
    }

    /** Those of the network and of pids are handed over open; CRIU joins the others by itself. */
    private void addNamespaces(Criu.Line line, List<Path> joined) {
        for (Namespace namespace : Criu.namespaces(spec)) {
            if (namespace.path() == null || namespace.path().isEmpty()) {
                continue;
            }
            if (Criu.isExternal(namespace)) {
                line.option("--inherit-fd", "fd[" + (3 + joined.size()) + "]:" + Criu.nameOf(namespace));
                joined.add(Path.of(namespace.path()));
            } else {
                line.option("--join-ns", namespace.type() + ":" + namespace.path());
            }
        }
    }

    /** An image has the groups by their names at the time; the container's may have others now. */
    private void addGroups(Criu.Line line, Cgroup group) {
        if (options.cgroups() == CriuCgroups.IGNORE) {
            return;
        }
        Map<String, Path> folders = group.folders();
        folders.forEach((controller, folder) ->
                line.option("--cgroup-root", (controller.isEmpty() ? "" : controller + ":") + nameOf(folder)));
    }

    /** As the files of processes have it: from the hierarchy's root on. */
    private static String nameOf(Path folder) {
        Path top = folder;
        while (top.getParent() != null && Files.exists(top.getParent().resolve("cgroup.procs"))) {
            top = top.getParent();
        }
        return "/" + top.relativize(folder);
    }

    private Path log() {
        return Objects.requireNonNullElse(options.work(), options.image())
                .toAbsolutePath()
                .resolve(LOG_FILE);
    }

    private static long pid(Path folder) {
        try {
            return Long.parseLong(Files.readString(folder.resolve(PID)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoredContainer identified(StoredContainer container, long pid) {
        return container.withInit(ProcessIdentity.of(pid).orElse(null));
    }

    private void callHooks(Making making, long pid) {
        StoredContainer known = identified(making.container(), pid);
        making.remember(known);
        new HookCalls(realm, deadline.what(), deadline).withNamespaces(known);
    }

    /** CRIU gives a container a time namespace, lest its clocks jump; whoever comes to it later has to join that, too. */
    private Spec withTime(long pid) {
        boolean listed = Criu.namespaces(spec).stream()
                .anyMatch(namespace -> namespace.type().equals(Namespace.TIME));
        if (listed || spec.linux() == null || timeOf("self").equals(timeOf(Long.toString(pid)))) {
            return spec;
        }
        List<Namespace> namespaces = new ArrayList<>(Criu.namespaces(spec));
        namespaces.add(Namespace.of(Namespace.TIME));
        return spec.withLinux(spec.linux().withNamespaces(namespaces));
    }

    private static String timeOf(String process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns/time")).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
