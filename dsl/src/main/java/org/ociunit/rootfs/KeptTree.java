package org.ociunit.rootfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ociunit.image.FileStatus;
import org.ociunit.image.Image;
import org.ociunit.image.ImageContent;
import org.ociunit.image.ImageStore;
import org.ociunit.runtime.catalog.Inodes;
import org.ociunit.runtime.host.Host;

/** The tree of an image, for reading only, which stays in the store until this is closed. Internal. */
public final class KeptTree implements Closeable {
    private final ImageStore.Entry entry;
    private final Path path;
    private final Path closedCopy;
    private final ClosedFiles closed;

    /**
     * A tree of the store.
     *
     * @param entry what keeps it there
     * @param path where it is
     * @param closed what it has open that the image closes to its owner
     * @param closedCopy where that is as the image has it, if there is any
     */
    KeptTree(ImageStore.Entry entry, Path path, ClosedFiles closed, Path closedCopy) {
        this.entry = entry;
        this.path = path;
        this.closed = closed;
        this.closedCopy = closedCopy;
    }

    /**
     * Finds or makes the tree of an image.
     *
     * @param image the image, which has layers
     * @param content the same, open
     * @return its tree, which is there until it is closed
     * @throws IOException if it cannot be made
     */
    public static KeptTree of(Image image, ImageContent content) throws IOException {
        return new LayerTrees(ImageStore.current(), Host.current().isRoot()).keep(image, content);
    }

    /**
     * Where it is.
     *
     * @return the folder that is the image's root, all of which its owner can read
     */
    public Path path() {
        return path;
    }

    /**
     * Where something is on this machine.
     *
     * @param name its path in the tree; none of its folders is a link
     * @return its path
     */
    public Path path(String name) {
        return path.resolve(name);
    }

    /**
     * What a file of the tree is like.
     *
     * @param name its path in the tree; none of its folders is a link
     * @return what the image says; nothing if it is not there
     * @throws IOException if it cannot be looked at
     */
    public Optional<FileStatus> status(String name) throws IOException {
        if (!Files.exists(path(name), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        FileStatus is = FileStatus.of(path(name));
        Integer mode = closed.modes().get(name);
        return Optional.of(mode == null ? is : is.withPermissions(mode));
    }

    /**
     * What is in a folder of the tree.
     *
     * @param name its path in the tree
     * @return the names
     * @throws IOException if it cannot be read
     */
    public List<String> names(String name) throws IOException {
        try (Stream<Path> files = Files.list(path(name))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /**
     * The extended attributes of files.
     *
     * @param names their paths in the tree
     * @return the attributes by their whole names, for each file that has some
     */
    public Map<Path, Map<String, byte[]>> extended(List<String> names) {
        return Inodes.in(path).extended(names.stream().map(this::path).toList());
    }

    /**
     * The folders that a root is the image's over.
     *
     * @return those, the uppermost first
     */
    public List<Path> lowers() {
        return closed.modes().isEmpty() ? List.of(path) : List.of(closedCopy, path);
    }

    /** Whether its folders are all there: a tree of earlier versions has no copy of what is closed. */
    boolean hasLowers() {
        return lowers().stream().allMatch(Files::isDirectory);
    }

    /** Copies it into an empty folder. */
    void copyTo(Path root) throws IOException {
        FolderCopy.copy(path, root);
        closed.close(root);
    }

    @Override
    public void close() throws IOException {
        entry.close();
    }
}
