package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.FileSystemException;
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

/** Copies a tree: owners, modes, links and times as far as the user may. Follows no link. */
final class FolderCopy extends SimpleFileVisitor<Path> {
    private final Path source;
    private final Path target;

    /** Where the first of several hard links to a file went, by the file's own key. */
    private final Map<Object, Path> linked = new HashMap<>();

    private FolderCopy(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    /** Copies into a folder that exists and is empty. */
    static void copy(Path source, Path target) throws IOException {
        if (Files.exists(source) && !Files.isDirectory(source)) {
            throw new NotDirectoryException(source.toString());
        }
        // The folder itself may be named by a link; links inside it are copied as links.
        Path real = source.toRealPath();
        Files.walkFileTree(real, new FolderCopy(real, target.toRealPath()));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (folder.equals(target)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (!folder.equals(source)) {
            Files.createDirectory(place(folder));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path first = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1
                ? linked.putIfAbsent(attributes.fileKey(), place(file))
                : null;
        if (first != null) {
            Files.createLink(place(file), first);
        } else if (attributes.isOther()) {
            copySpecial(file);
        } else {
            copyOne(file);
        }
        return FileVisitResult.CONTINUE;
    }

    private void copyOne(Path file) throws IOException {
        Files.copy(file, place(file), StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(file)) {
            copyMode(file);
        }
    }

    /** Only root makes device nodes; a container has a {@code /dev} of its own, so that it can do without them. */
    private void copySpecial(Path file) {
        try {
            copyOne(file);
        } catch (IOException notPermitted) {
            linked.values().remove(place(file));
        }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        copyOwner(folder);
        copyMode(folder);
        Files.setLastModifiedTime(place(folder), Files.getLastModifiedTime(folder));
        return FileVisitResult.CONTINUE;
    }

    private void copyOwner(Path folder) throws IOException {
        try {
            for (String attribute : new String[] {"unix:uid", "unix:gid"}) {
                Files.setAttribute(place(folder), attribute, Files.getAttribute(folder, attribute));
            }
        } catch (FileSystemException notPermitted) {
            // An ordinary user owns what it makes.
        }
    }

    /** Neither the umask nor a failed change of owner may take bits away. */
    private void copyMode(Path original) throws IOException {
        int mode = (int) Files.getAttribute(original, "unix:mode") & 07777;
        Files.setAttribute(place(original), "unix:mode", mode);
    }

    private Path place(Path original) {
        return target.resolve(source.relativize(original));
    }
}
