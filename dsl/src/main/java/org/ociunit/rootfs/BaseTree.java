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

/** The tree that the containers of an image begin with, as the store keeps it; for reading only. Internal. */
public final class BaseTree implements Closeable {
    private final ImageStore.Entry entry;
    private final Path root;
    private final Map<String, Integer> closed;

    /** A tree with the permissions of what is kept open to its owner. */
    BaseTree(ImageStore.Entry entry, Path root, Map<String, Integer> closed) {
        this.entry = entry;
        this.root = root;
        this.closed = closed;
    }

    /**
     * Finds or makes the tree of an image.
     *
     * @param image the image, which has layers
     * @param content the same, open
     * @return its tree, which is there until it is closed
     * @throws IOException if it cannot be made
     */
    public static BaseTree of(Image image, ImageContent content) throws IOException {
        return new LayerTrees(ImageStore.current(), Host.current().isRoot()).keep(image, content);
    }

    /**
     * Where something is on this machine.
     *
     * @param name its path in the tree; none of its folders is a link
     * @return its path
     */
    public Path path(String name) {
        return root.resolve(name);
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
        Integer mode = closed.get(name);
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
        return Inodes.in(root).extended(names.stream().map(this::path).toList());
    }

    @Override
    public void close() throws IOException {
        entry.close();
    }
}
