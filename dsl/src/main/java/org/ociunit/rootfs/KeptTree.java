package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ociunit.image.ImageStore;

/** The tree of an image, for reading only, which stays in the store until this is closed. Internal. */
public final class KeptTree implements AutoCloseable {
    private final ImageStore.Entry entry;
    private final Path path;
    private final Map<String, Integer> modes;

    KeptTree(ImageStore.Entry entry, Path path, Map<String, Integer> modes) {
        this.entry = entry;
        this.path = path;
        this.modes = Map.copyOf(modes);
    }

    /**
     * Where it is.
     *
     * @return the folder that is the image's root
     */
    public Path path() {
        return path;
    }

    /** Whether everything in it is as the image says: what that closes to its owner is kept open, for an ordinary user. */
    boolean isExact() {
        return modes.isEmpty();
    }

    /** Copies it into an empty folder. */
    void copyTo(Path root) throws IOException {
        FolderCopy.copy(path, root);
        closeOff(root);
    }

    /** The deepest first: a folder that is closed to its owner closes off what is below it. */
    private void closeOff(Path root) throws IOException {
        List<String> deepestFirst = modes.keySet().stream()
                .sorted((one, other) -> Integer.compare(
                        Path.of(other).getNameCount(), Path.of(one).getNameCount()))
                .toList();
        ScopedPath paths = new ScopedPath(root);
        for (String name : deepestFirst) {
            if (paths.isDirect(root.resolve(name))) {
                Files.setAttribute(root.resolve(name), "unix:mode", modes.get(name));
            }
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
    }
}
