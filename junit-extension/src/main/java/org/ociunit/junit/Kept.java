package org.ociunit.junit;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Container;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.DrivenRuntime;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Spec;

/**
 * What is left of a container, on purpose.
 *
 * @param id the container
 * @param folder where its bundle is now, and beside that what it has written and what has happened to it
 * @param again how its bundle is run again: the command of its runtime, or Java where that has none
 */
record Kept(ContainerId id, Path folder, String again) {
    /** Ends a container and keeps its folder; nothing is kept of one that is gone already. */
    static Optional<Kept> of(Container container) {
        State last;
        try {
            last = container.state();
        } catch (ContainerNotFoundException gone) {
            container.close();
            return Optional.empty();
        }
        try (container) {
            return Optional.of(move(container, last));
        } catch (IOException e) {
            throw new ContainerException("Could not keep container " + container.id() + ".", e.toString(), null, e);
        }
    }

    /** Moved before it is deleted, which would remove the folder. */
    private static Kept move(Container container, State last) throws IOException {
        Host host = Host.current();
        Path all = host.ownFolder(
                host.bundleFolder().resolveSibling(host.bundleFolder().getFileName() + "-kept"), "rwx------");
        fillRoot(container, last);
        Path folder = move(last.bundle(), all, container.id().value());
        container.close();
        Files.writeString(folder.resolve("state.txt"), last + "\n");
        Files.writeString(folder.resolve("timeline.txt"), container.timeline().toText());
        Files.write(folder.resolve("stdout.txt"), container.stdout().bytes());
        Files.write(folder.resolve("stderr.txt"), container.stderr().bytes());
        Files.writeString(
                folder.resolve("config.json"),
                moved(container.spec(), last.bundle(), folder).toJson());
        return new Kept(container.id(), folder, again(container.runtime(), container.id(), folder));
    }

    /** A root that is not in the folder is in memory, and goes with the container. */
    private static void fillRoot(Container container, State last) throws IOException {
        Path root = last.bundle().resolve("rootfs");
        if (!isEmpty(root)) {
            return;
        }
        if (last.status() == Status.PAUSED) {
            container.resume();
        }
        if (last.status() != Status.STOPPED) {
            container.kill(Signal.KILL).await(Status.STOPPED); // and with it what is mounted in the root
        }
        container.copyFrom("/", root);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (NoSuchFileException elsewhere) {
            return false;
        }
    }

    /** Names may come again, with the pid of a JVM. */
    private static Path move(Path bundle, Path all, String name) throws IOException {
        for (int count = 1; ; count++) {
            Path folder = all.resolve(count == 1 ? name : name + "." + count);
            try {
                // A move onto an empty folder would succeed.
                if (Files.notExists(folder)) {
                    return Files.move(bundle, folder);
                }
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException justTaken) {
                // The next one, then.
            }
        }
    }

    /** The bundle can be run again: what is bound from its own folder is found at the new place. */
    private static Spec moved(Spec spec, Path from, Path to) {
        List<Mount> mounts = spec.mounts();
        return mounts == null
                ? spec
                : spec.withMounts(
                        mounts.stream().map(mount -> moved(mount, from, to)).toList());
    }

    private static Mount moved(Mount mount, Path from, Path to) {
        String source = mount.source();
        return source == null || !Path.of(source).startsWith(from)
                ? mount
                : mount.withSource(to.resolve(from.relativize(Path.of(source))).toString());
    }

    private static String again(OciRuntime runtime, ContainerId id, Path folder) {
        return runtime instanceof DrivenRuntime
                ? runtime.name() + " run --bundle " + folder + " " + id
                : "Bundle.load(Path.of(\"" + folder + "\")).run()";
    }

    /** Tells of it in the report, and remembers it for the end of the run. */
    void publish(ExtensionContext context) {
        Session.of(context).remember(this);
        context.publishReportEntry(entry());
    }

    /** What is told of it, with the commands that a user needs. */
    private Map<String, String> entry() {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("ociunit.kept", id.value());
        entry.put("folder", folder.toString());
        entry.put("look", "ls -l " + folder);
        entry.put("run again", again);
        entry.put("delete", "rm -rf " + folder);
        return entry;
    }
}
