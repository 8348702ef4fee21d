package org.ociunit.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.Warnings;
import org.ociunit.image.ImageLimits;
import org.ociunit.runtime.catalog.Inodes;

/**
 * A tree of files that is being made from names which nobody has checked yet, see {@link ScopedPath}.
 *
 * <p>Root gives files their owners and their extended attributes: those of users, the capabilities of programs, and access
 * control lists. For anybody else all files are his own, and have the attributes of users alone. Whatever else there may be,
 * labels of security modules and what an overlay keeps, belongs to the machine that the image comes from.
 */
final class Tree {
    private static final int BUFFER = 1 << 16;
    private static final int BLOCK = 4096;
    private static final byte[] ZEROS = new byte[BLOCK];
    private static final String USERS = "user.";
    private static final String OVERLAYS = "user.overlay.";
    private static final Set<String> ROOTS =
            Set.of("security.capability", "system.posix_acl_access", "system.posix_acl_default");

    private final Path root;
    private final ScopedPath paths;
    private final boolean mayChangeOwners;
    private final Extent extent;
    private final Inodes inodes;

    /** Folders get their attributes last: they may forbid to write into them, and writing changes their times. */
    private final Map<Path, Attributes> folders = new HashMap<>();

    /** Folders that no entry has named, but that others lie in. */
    private final Set<Path> implied = new HashSet<>();

    /** When the links that are there were modified. */
    private final Map<Path, FileTime> links = new HashMap<>();

    /** The permissions of what is kept open to its owner, so that it can be copied; null if nothing is. */
    private final @Nullable Map<Path, Integer> closed;

    /** Whether some attribute could not be kept, which is told once. */
    private boolean hasLost;

    private Tree(Path root, boolean mayChangeOwners, Extent extent, @Nullable Map<Path, Integer> closed) {
        this.root = root;
        this.paths = new ScopedPath(root);
        this.mayChangeOwners = mayChangeOwners;
        this.extent = extent;
        this.closed = closed;
        this.inodes = Inodes.in(root);
    }

    /** A tree in an empty folder. */
    Tree(Path root, boolean mayChangeOwners, ImageLimits limits) {
        this(root, mayChangeOwners, new Extent(limits), null);
    }

    /** A tree in an empty folder that is a part of an image, and will be copied. Root may read what others may not. */
    static Tree shared(Path root, boolean mayChangeOwners, Extent extent) {
        return new Tree(root, mayChangeOwners, extent, mayChangeOwners ? null : new HashMap<>());
    }

    void folder(String name, Attributes attributes) throws IOException {
        Path place = place(name);
        if (!isFolder(place)) {
            remove(place);
            extent.addEntry();
            Files.createDirectory(place);
        }
        implied.remove(place);
        folders.put(place, attributes);
    }

    void file(String name, InputStream content, Attributes attributes) throws IOException {
        Path place = freed(name);
        try (SeekableByteChannel file =
                Files.newByteChannel(place, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            copy(content, file);
        }
        apply(place, attributes);
    }

    /** Blocks of zeros are skipped, whether the archive says that they are holes or not: they take no room. */
    private void copy(InputStream content, SeekableByteChannel file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int count; (count = content.readNBytes(buffer, 0, BUFFER)) > 0; size += count) {
            extent.addBytes(count);
            for (int begin = nextBlock(buffer, 0, count, false); begin < count; ) {
                int end = nextBlock(buffer, begin, count, true);
                file.position(size + begin);
                file.write(ByteBuffer.wrap(buffer, begin, end - begin));
                begin = nextBlock(buffer, end, count, false);
            }
        }
        if (file.size() < size) {
            file.position(size - 1);
            file.write(ByteBuffer.allocate(1));
        }
    }

    /** Where the next block of zeros is, or of anything else; the end if there is none. */
    private static int nextBlock(byte[] buffer, int from, int end, boolean ofZeros) {
        int at = from;
        while (at < end) {
            int length = Math.min(BLOCK, end - at);
            boolean isZeros = length == BLOCK && Arrays.equals(buffer, at, at + BLOCK, ZEROS, 0, BLOCK);
            if (isZeros == ofZeros) {
                break;
            }
            at += length;
        }
        return at;
    }

    void symbolicLink(String name, String target, Attributes attributes) throws IOException {
        Path place = freed(name);
        Files.createSymbolicLink(place, Path.of(target));
        changeOwner(place, attributes);
        links.put(place, attributes.modified());
    }

    /** The file has been made before, and keeps its attributes. Returns false if the tree has no such file. */
    boolean hardLink(String name, String existing) throws IOException {
        Path original = paths.find(existing, missing -> {});
        if (!Files.exists(original, LinkOption.NOFOLLOW_LINKS) || isFolder(original)) {
            return false;
        }
        Path place = place(name);
        if (!original.equals(place)) {
            Files.createLink(freed(name), original);
            alike(links, original, place);
            alike(closed, original, place);
        }
        return true;
    }

    private static <T> void alike(@Nullable Map<Path, T> said, Path original, Path place) {
        if (said != null && said.containsKey(original)) {
            said.put(place, said.get(original));
        }
    }

    /** A named pipe. */
    void pipe(String name, Attributes attributes) throws IOException {
        Path place = freed(name);
        int owner = (int) Files.getAttribute(place.getParent(), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int group = (int) Files.getAttribute(place.getParent(), "unix:gid", LinkOption.NOFOLLOW_LINKS);
        inodes.pipe(place, mayChangeOwners ? attributes.uid() : owner, mayChangeOwners ? attributes.gid() : group);
        inodes.modified(place, attributes.modified());
        inodes.flush();
        Files.setAttribute(place, "unix:mode", attributes.mode() & 07777);
    }

    /** Gives the folders their attributes, and the links their times; the tree is complete then. */
    void finish() throws IOException {
        for (Map.Entry<Path, FileTime> link : links.entrySet()) {
            if (Files.isSymbolicLink(link.getKey())) {
                inodes.modified(link.getKey(), link.getValue());
            }
        }
        inodes.flush();
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

    /** The folders that no entry has named, by their names in the tree. */
    List<String> implied() {
        List<String> names = new ArrayList<>();
        for (Path folder : implied) {
            if (isFolder(folder)) {
                names.add(root.relativize(folder).toString());
            }
        }
        if (!folders.containsKey(root)) {
            names.add("");
        }
        return names;
    }

    /** The permissions of what is kept open to its owner, by names in the tree. */
    Map<String, Integer> closed() {
        Map<String, Integer> modes = new HashMap<>();
        if (closed != null) {
            closed.forEach((place, mode) -> modes.put(root.relativize(place).toString(), mode));
        }
        return modes;
    }

    /** Where a name is, with nothing there: a later entry replaces an earlier one. */
    private Path freed(String name) throws IOException {
        Path place = place(name);
        if (place.equals(root)) {
            throw new RefusedException("it would replace the root");
        }
        remove(place);
        extent.addEntry();
        return place;
    }

    private void remove(Path place) throws IOException {
        try {
            Files.deleteIfExists(place);
            links.remove(place);
            if (closed != null) {
                closed.remove(place);
            }
        } catch (DirectoryNotEmptyException e) {
            throw new RefusedException("it would replace a folder that has something in it");
        }
    }

    /** Where a name is, with all folders above it there. */
    private Path place(String name) throws IOException {
        return paths.find(name, parent -> {
            extent.addEntry();
            Files.createDirectory(parent);
            Files.setAttribute(parent, "unix:mode", 0755);
            implied.add(parent);
        });
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** In this order: a change of owner takes the set-user-id bit and capabilities away. */
    private void apply(Path place, Attributes attributes) throws IOException {
        boolean isOthers = changeOwner(place, attributes);
        for (Map.Entry<String, byte[]> extended : attributes.extended().entrySet()) {
            extend(place, extended.getKey(), extended.getValue());
        }
        Files.setAttribute(place, "unix:mode", open(place, attributes.mode() & (isOthers ? 07777 : 01777)));
        Files.setLastModifiedTime(place, attributes.modified());
    }

    private int open(Path place, int mode) {
        int needed = isFolder(place) ? 0700 : 0400;
        if (closed == null || (mode & needed) == needed) {
            return mode;
        }
        closed.put(place, mode);
        return mode | needed;
    }

    private void extend(Path place, String name, byte[] value) throws IOException {
        if (name.startsWith(USERS) && !name.startsWith(OVERLAYS)) {
            note(place, name.substring(USERS.length()), value);
        } else if (mayChangeOwners && ROOTS.contains(name)) {
            inodes.attribute(place, name, value);
            try {
                inodes.flush();
            } catch (StepFailedException e) {
                throw new RefusedException("its extended attribute " + name + " could not be set: " + e.why());
            }
        }
    }

    /** Some file systems keep no notes, such as a tmpfs before Linux 6.6: they are not worth an image. */
    private void note(Path place, String name, byte[] value) throws IOException {
        try {
            Files.getFileAttributeView(place, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .write(name, ByteBuffer.wrap(value));
        } catch (FileSystemException refused) {
            if (Files.getFileStore(place).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
                throw refused;
            }
            if (!hasLost) {
                Warnings.warn(
                        Tree.class,
                        "The file system of " + root + " has no extended attributes of users: " + USERS + name + " of "
                                + root.relativize(place) + ", and any further one, is left out.");
            }
            hasLost = true;
        }
    }

    /** Whether it belongs to whom it should: else its set-user-id bit would make somebody else of who runs it. */
    private boolean changeOwner(Path place, Attributes attributes) throws IOException {
        if (mayChangeOwners) {
            try {
                Files.setAttribute(place, "unix:uid", attributes.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(place, "unix:gid", attributes.gid(), LinkOption.NOFOLLOW_LINKS);
            } catch (FileSystemException notMapped) {
                return false; // root in a user namespace owns what it cannot give away
            }
        }
        return true;
    }
}
