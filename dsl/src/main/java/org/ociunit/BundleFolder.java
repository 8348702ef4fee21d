package org.ociunit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.rootfs.AccessLists;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Spec;

/**
 * The folder of one container: its configuration, its root, and the files that are bound into it.
 *
 * @param id the container; for a folder that is kept, the name that a container of it has by default
 * @param path where the folder is
 * @param whole the folder's end, which comes with this JVM's at the latest unless it is kept
 * @param isKept whether it is for others and stays
 * @param callbacks the hooks that reach this JVM through it
 * @param overlaid the container's root, where that is not in the folder
 */
record BundleFolder(
        ContainerId id, Path path, Ephemeral whole, boolean isKept, Callbacks callbacks, OverlaidRoot overlaid) {
    private static final AtomicInteger LAST = new AtomicInteger();

    /** A new folder, for a container whose name tells the runtime, this JVM and how many it has made. */
    static BundleFolder make(String runtime) {
        Host host = Host.current();
        Path parent = host.ownFolder(host.bundleFolder(), "rwx--x--x");
        String prefix = runtime.replaceAll("[^A-Za-z0-9_+.]", "-")
                + "-"
                + ProcessHandle.current().pid() + "-";
        while (true) {
            ContainerId id = new ContainerId(prefix + LAST.incrementAndGet());
            try {
                return make(id, parent.resolve(id.value()));
            } catch (FileAlreadyExistsException leftByAnotherOfThisPid) {
                // The next number, then.
            } catch (IOException e) {
                throw failure("Could not make the bundle of container " + id + ".", e);
            }
        }
    }

    /** A new folder for another container of this one's name, in the place of this one, which has been removed. */
    BundleFolder anew() {
        try {
            return make(id, path);
        } catch (IOException e) {
            throw failure("Could not make the bundle of container " + id + ".", e);
        }
    }

    private static BundleFolder make(ContainerId id, Path path) throws IOException {
        Ephemeral whole = Ephemeral.tree(path);
        try {
            // Closed to all others: what an image brings may be set-user-id.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new BundleFolder(id, path, whole, false, new Callbacks(id), new OverlaidRoot());
        } catch (IOException e) {
            whole.release();
            throw e;
        }
    }

    /** A folder for others, which is not there yet or empty. */
    static BundleFolder at(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        String name = String.valueOf(path.getFileName()).replaceAll("[^A-Za-z0-9.-]", "-");
        ContainerId id = new ContainerId(name.matches("[-.]*") ? "bundle" : name);
        requireEmpty(path);
        Ephemeral whole = Ephemeral.tree(path);
        try {
            Files.createDirectories(path);
            requireOwn(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return new BundleFolder(id, path, whole, true, new Callbacks(id), new OverlaidRoot());
        } catch (IOException e) {
            whole.release();
            throw failure("Could not write the bundle " + path + ".", e);
        }
    }

    /** Somebody else could put links in the way of what is written. */
    private static void requireOwn(Path path) throws IOException {
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || !owner.equals(Host.current().uid())) {
            throw new ContainerException(
                    "Could not write the bundle " + path + ".",
                    "it is no folder of this user's, " + Host.current().uid() + ".",
                    "name a folder of your own, or one that is not there yet.");
        }
    }

    private static void requireEmpty(Path path) {
        String[] present = path.toFile().list();
        if (Files.exists(path) && (present == null || present.length > 0)) {
            throw new ContainerException(
                    "Could not write the bundle " + path + ".",
                    present == null ? "it is no folder that can be read." : "it is not empty.",
                    "name a folder that is not there yet.");
        }
    }

    /** Keeps a folder that is complete. */
    void keep() {
        whole.release();
    }

    /** The root, or the place of one that is laid over an image's tree. */
    Path root() {
        return path.resolve("rootfs");
    }

    /**
     * A container whose root is somebody else on this machine has to get through the folder, and nobody else: an image's files
     * may be set-user-id, and belong to this user or to the machine's root.
     */
    void openFor(Spec spec) throws IOException {
        Host host = Host.current();
        Linux linux = Optional.ofNullable(spec.linux()).orElseGet(Linux::empty);
        Optional<Long> root = OwnerShift.outside(linux.uidMappings(), 0);
        if (host.isRoot()) {
            if (mappings(linux.uidMappings())
                    .anyMatch(mapping -> mapping.hostID() != host.uid() || mapping.size() > 1)) {
                openForGroup(linux);
            }
        } else if (root.isPresent() && root.get() != host.uid()) {
            // An ordinary user cannot give the folder to a group that is not his.
            openForUser(root.get());
        }
    }

    private void openForGroup(Linux linux) throws IOException {
        Optional<IdMapping> root = mappings(linux.gidMappings())
                .filter(mapping -> mapping.containerID() == 0)
                .findFirst();
        if (root.isPresent()) {
            Files.setAttribute(path, "unix:gid", (int) root.get().hostID());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x---"));
        }
    }

    private void openForUser(long user) {
        if (!AccessLists.letThrough(path, (int) user)) {
            throw new ContainerException(
                    "Could not make the bundle of container " + id + ".",
                    "the container's root is user " + user + " of this machine, who cannot be let into " + path
                            + ": its file system has no access control lists.",
                    "let bundles be on another file system, with -Djava.io.tmpdir=FOLDER, or map root to yourself.");
        }
    }

    private static Stream<IdMapping> mappings(@Nullable List<IdMapping> mappings) {
        return mappings == null ? Stream.empty() : mappings.stream();
    }

    /** Removes the folder, and ends what reaches this JVM through it; nothing happens if it is gone. */
    void remove() {
        callbacks.close();
        try {
            overlaid.close();
        } finally {
            whole.close();
        }
    }

    /** What becomes of an exception while the folder is filled. */
    ContainerException failure(IOException e) {
        return failure(
                isKept
                        ? "Could not write the bundle " + path + "."
                        : "Could not make the bundle of container " + id + ".",
                e);
    }

    private static ContainerException failure(String what, IOException e) {
        return new ContainerException(what, e.toString(), null, e);
    }
}
