package org.ociunit.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree of files that is being made from names which nobody has checked yet. Nothing is ever read or written through a
 * symbolic link: each folder on the way to a name is looked at without following. That is enough since nobody else can
 * write to the tree while it is made.
 */
final class Tree {
    /** Whom a file belongs to, who may use it, and since when it is as it is. */
    record Attributes(int uid, int gid, int mode, FileTime modified) {}

    /** A name, or what stands behind it, that may not be in a tree. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String why) {
            super(why);
        }
    }

    /**
     * How much an image may put on this machine's disk. A small archive can hold a lot: nothing compresses like zeros.
     *
     * @param bytes how many bytes all files may have together
     * @param files how many files, folders and links there may be
     */
    record Limits(long bytes, long files) {
        static final Limits USUAL = new Limits(16L << 30, 1_000_000);
    }

    private static final int BUFFER = 1 << 16;

    private final Path root;
    private final boolean mayChangeOwners;
    private final Limits limits;
    private long bytes;
    private long files;

    /** Folders get their attributes last: they may forbid to write into them, and writing changes their times. */
    private final Map<Path, Attributes> folders = new HashMap<>();

    /** A tree in an empty folder. */
    Tree(Path root, boolean mayChangeOwners) {
        this(root, mayChangeOwners, Limits.USUAL);
    }

    Tree(Path root, boolean mayChangeOwners, Limits limits) {
        this.root = root;
        this.mayChangeOwners = mayChangeOwners;
        this.limits = limits;
    }

    void folder(String name, Attributes attributes) throws IOException {
        Path place = place(name);
        if (!isFolder(place)) {
            Files.deleteIfExists(place);
            countFile();
            Files.createDirectory(place);
        }
        folders.put(place, attributes);
    }

    void file(String name, InputStream content, Attributes attributes) throws IOException {
        Path place = freed(name);
        try (OutputStream file = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
            copy(content, file);
        }
        apply(place, attributes);
    }

    private void copy(InputStream content, OutputStream file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count; (count = content.read(buffer)) > 0; ) {
            int allowed = (int) Math.min(count, limits.bytes() - bytes);
            file.write(buffer, 0, allowed);
            bytes += allowed;
            if (allowed < count) {
                throw new RefusedException("the image has more than " + limits.bytes() + " bytes");
            }
        }
    }

    private void countFile() {
        files++;
        if (files > limits.files()) {
            throw new RefusedException("the image has more than " + limits.files() + " files");
        }
    }

    void symbolicLink(String name, String target, Attributes attributes) throws IOException {
        Path place = freed(name);
        Files.createSymbolicLink(place, Path.of(target));
        changeOwner(place, attributes);
    }

    /** The file has been made before, and keeps its attributes. */
    void hardLink(String name, String existing) throws IOException {
        Path original = place(existing);
        if (!Files.exists(original, LinkOption.NOFOLLOW_LINKS) || isFolder(original)) {
            throw new RefusedException("it is a hard link to \"" + existing + "\", which is no file in front of it");
        }
        if (!original.equals(place(name))) {
            Files.createLink(freed(name), original);
        }
    }

    /** Gives the folders their attributes; the tree is complete then. */
    void finish() throws IOException {
        // The deepest first: a folder that is closed to its owner closes off what is below it.
        List<Map.Entry<Path, Attributes>> deepestFirst = new ArrayList<>(folders.entrySet());
        deepestFirst.sort(Comparator.comparingInt(folder -> -folder.getKey().getNameCount()));
        for (Map.Entry<Path, Attributes> folder : deepestFirst) {
            // A later entry may have put something else in its place.
            if (isFolder(folder.getKey())) {
                apply(folder.getKey(), folder.getValue());
            }
        }
    }

    /** Where a name is, with nothing there: a later entry replaces an earlier one. */
    private Path freed(String name) throws IOException {
        Path place = place(name);
        if (place.equals(root)) {
            throw new RefusedException("it would replace the root");
        }
        try {
            Files.deleteIfExists(place);
        } catch (DirectoryNotEmptyException e) {
            throw new RefusedException("it would replace a folder that has something in it");
        }
        countFile();
        return place;
    }

    /** Where a name is, with all folders above it there. */
    private Path place(String name) throws IOException {
        if (name.startsWith("/")) {
            throw new RefusedException("the name \"" + name + "\" is absolute");
        }
        Path place = root;
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new RefusedException("the name \"" + name + "\" has a \"..\" in it");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                require(place, name);
                place = place.resolve(part);
            }
        }
        return place;
    }

    private void require(Path parent, String name) throws IOException {
        if (Files.isSymbolicLink(parent)) {
            throw new RefusedException(
                    "\"" + name + "\" lies below the symbolic link \"" + root.relativize(parent) + "\"");
        }
        if (!isFolder(parent)) {
            if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException("\"" + name + "\" lies below the file \"" + root.relativize(parent) + "\"");
            }
            countFile();
            Files.createDirectory(parent);
            Files.setAttribute(parent, "unix:mode", 0755);
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** The mode comes after the owner: a change of owner takes the set-user-id bit away. */
    private void apply(Path place, Attributes attributes) throws IOException {
        changeOwner(place, attributes);
        Files.setAttribute(place, "unix:mode", attributes.mode() & 07777);
        Files.setLastModifiedTime(place, attributes.modified());
    }

    private void changeOwner(Path place, Attributes attributes) throws IOException {
        if (mayChangeOwners) {
            try {
                Files.setAttribute(place, "unix:uid", attributes.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(place, "unix:gid", attributes.gid(), LinkOption.NOFOLLOW_LINKS);
            } catch (FileSystemException notMapped) {
                // Root in a user namespace owns what it cannot give away.
            }
        }
    }
}
