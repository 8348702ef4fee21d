package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;

/**
 * The files of a container: as it sees them, mounts and all, while it has a process; those of its root folder otherwise.
 *
 * @param container the container, which may be hostile
 */
record ContainerFiles(Container container) {
    /** A container may have files of any length; a test looks at texts. */
    private static final int MOST_TEXT = 16 << 20;

    private static final int ALL_BITS = 07777;

    /** Without those that give privileges: a container's root is nobody here. */
    private static final int PERMISSIONS = 0777;

    private static final String READ_ONLY = "Read-only file system";

    /** Copies from this machine into the container. */
    void copyTo(Path source, String at) {
        FileCopy copy = new FileCopy(owner(), ALL_BITS);
        try (Place from = Place.here(source.toRealPath());
                Place to = place(at, Place.Links.ALL, copy::makeFolder)) {
            copy.copy(from, to);
        } catch (IOException e) {
            throw failure(source + " to " + at + " in container " + container.id(), e);
        }
    }

    /** Copies from the container to this machine. */
    void copyFrom(String at, Path target) {
        try (Place from = place(at, Place.Links.ALL, (parent, name) -> {});
                Place to = Place.here(Files.exists(target) ? target.toRealPath() : target)) {
            new FileCopy(null, PERMISSIONS).copy(from, to);
        } catch (IOException e) {
            throw failure(at + " of container " + container.id() + " to " + target, e);
        }
    }

    /** The text of a file. */
    String text(String path) throws IOException {
        try (Place place = place(path, Place.Links.ALL, (parent, name) -> {});
                InputStream file = place.folder().read(place.name())) {
            byte[] bytes = file.readNBytes(MOST_TEXT + 1);
            if (bytes.length > MOST_TEXT) {
                throw new IOException(path + " is longer than " + new Bytes(MOST_TEXT) + ", which is more than a text");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Where a file is; the last part of the path is not followed, and need not exist. */
    Place place(String path) throws IOException {
        return place(path, Place.Links.ALL_BUT_THE_LAST, (parent, name) -> {});
    }

    private Place place(String path, Place.Links links, Place.Missing missing) throws IOException {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("Illegal path \"" + path + "\": it takes an absolute path.");
        }
        return Place.below(openRoot(), path, links, missing);
    }

    /** The root: as the container sees it, mounts and all, while it has a process. */
    OpenFolder openRoot() throws IOException {
        OptionalLong pid = container.firstPid();
        if (pid.isEmpty()) {
            return OpenFolder.of(container.root());
        }
        OpenFolder root;
        try {
            root = OpenFolder.of(Path.of("/proc/" + pid.getAsLong() + "/root"));
        } catch (NoSuchFileException ended) {
            return OpenFolder.of(container.root());
        }
        if (container.firstPid().equals(pid)) {
            return root;
        }
        // The container has ended meanwhile: the pid, and the root, may be another program's.
        root.close();
        return OpenFolder.of(container.root());
    }

    /** The container's root user, or null where it is the caller, who owns what he makes anyway. */
    private FileCopy.@Nullable Owner owner() {
        if (!Host.current().isRoot()) {
            return null;
        }
        Linux linux = Optional.ofNullable(container.spec().linux()).orElseGet(Linux::empty);
        return new FileCopy.Owner(first(linux.uidMappings()), first(linux.gidMappings()));
    }

    private static int first(@Nullable List<IdMapping> mappings) {
        Stream<IdMapping> all = mappings == null ? Stream.empty() : mappings.stream();
        return all.filter(mapping -> mapping.containerID() == 0)
                .map(mapping -> (int) mapping.hostID())
                .findFirst()
                .orElse(0);
    }

    private static ContainerException failure(String what, IOException e) {
        boolean readOnly = e instanceof FileSystemException failed && READ_ONLY.equals(failed.getReason());
        return new ContainerException(
                "Could not copy " + what + ".",
                reason(e),
                readOnly ? "mount it for writing too, or copy to somewhere else." : null,
                e);
    }

    /** The names in these exceptions are those of open folders, which mean nothing to a user; the last part does. */
    static String reason(IOException e) {
        if (!(e instanceof FileSystemException failed) || failed.getFile() == null) {
            return e.toString();
        }
        Path file = Path.of(failed.getFile());
        boolean isMine = file.isAbsolute() && !file.startsWith("/proc");
        String name = isMine ? file.toString() : String.valueOf(file.getFileName());
        if (READ_ONLY.equals(failed.getReason())) {
            return "\"" + name + "\" would be in a read-only mount.";
        }
        return "\"" + name + "\" " + words(failed);
    }

    private static String words(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "does not exist.";
        }
        if (e instanceof NotDirectoryException) {
            return "is no folder.";
        }
        if (e instanceof FileSystemLoopException) {
            return "is a link that leads to no end.";
        }
        if (e instanceof AccessDeniedException) {
            return "may not be accessed.";
        }
        return "cannot be used: " + e.getReason() + ".";
    }
}
