package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.catalog.Inodes;
import org.ociunit.runtime.host.Host;

/**
 * Copies a tree: owners, modes, extended attributes, links and times as far as the user may. Follows no link. Internal.
 */
public final class FolderCopy extends SimpleFileVisitor<Path> {
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    /** Java does not see holes; those of smaller files are not worth a look. */
    private static final int LARGE = 1 << 20;

    private final Path source;
    private final Path target;
    private final Inodes inodes;

    /** Where the first of several hard links to a file went, by the file's own key. */
    private final Map<Object, Path> linked = new HashMap<>();

    /** Whether files have been asked for that are not there yet. */
    private boolean awaitsCopies;

    private FolderCopy(Path source, Path target) {
        this.source = source;
        this.target = target;
        this.inodes = Inodes.in(target);
    }

    /**
     * Copies into a folder that exists and is empty.
     *
     * @param source the folder to copy, which may be named by a link
     * @param target where to
     * @throws IOException if it cannot be copied
     */
    public static void copy(Path source, Path target) throws IOException {
        if (Files.exists(source) && !Files.isDirectory(source)) {
            throw new NotDirectoryException(source.toString());
        }
        // The folder itself may be named by a link; links inside it are copied as links.
        Path real = source.toRealPath();
        FolderCopy copy = new FolderCopy(real, target.toRealPath());
        Files.walkFileTree(real, copy);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (folder.equals(target)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (!folder.equals(source)) {
            AttributeCopy.makeFolder(folder, place(folder));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path first = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1
                ? linked.putIfAbsent(attributes.fileKey(), place(file))
                : null;
        if (first != null) {
            awaitCopies();
            Files.createLink(place(file), first);
        } else if (attributes.isOther()) {
            copySpecial(file, attributes);
        } else if (attributes.isRegularFile() && attributes.size() >= LARGE) {
            inodes.copy(file, place(file));
            awaitsCopies = true;
        } else {
            copyOne(file);
            copyTime(file, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    private void awaitCopies() {
        if (awaitsCopies) {
            awaitsCopies = false;
            inodes.flush();
        }
    }

    /** Later JDKs (25, not 17) copy by copy_file_range(2): where a file system can share what is the same, it does. */
    private void copyOne(Path file) throws IOException {
        Files.copy(file, place(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(file)) {
            AttributeCopy.mode(file, place(file));
        }
    }

    /** The JDK's copy of a file is exact to the microsecond, and that of a link has no time at all. */
    private void copyTime(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            inodes.modified(place(file), attributes.lastModifiedTime());
        } else {
            Files.setLastModifiedTime(place(file), attributes.lastModifiedTime());
        }
    }

    /**
     * Pipes and device nodes are made alike: what is behind them is not looked at. Only root makes device nodes; a container
     * has a {@code /dev} of its own, so that it can do without them. A socket is of no use without the one who has made it.
     */
    private void copySpecial(Path file, BasicFileAttributes attributes) throws IOException {
        int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean isPipe = (mode & TYPE) == PIPE;
        Host host = Host.current();
        if ((mode & TYPE) == SOCKET || (!isPipe && !host.isRoot())) {
            linked.remove(attributes.fileKey());
            return;
        }
        try {
            int uid =
                    host.isRoot() ? (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) : host.uid();
            int gid =
                    host.isRoot() ? (int) Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS) : host.gid();
            long device = (long) Files.getAttribute(file, "unix:rdev", LinkOption.NOFOLLOW_LINKS);
            inodes.node(place(file), mode, device, uid, gid);
            inodes.modified(place(file), attributes.lastModifiedTime());
            inodes.flush();
            AttributeCopy.mode(file, place(file));
        } catch (StepFailedException notPermitted) {
            linked.remove(attributes.fileKey());
        }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        awaitCopies(); // what is made in a folder changes its time
        if (folder.equals(source)) {
            inodes.flush();
        }
        AttributeCopy.complete(folder, place(folder));
        return FileVisitResult.CONTINUE;
    }

    private Path place(Path original) {
        return target.resolve(source.relativize(original));
    }
}
