package org.ociunit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Where a file is, or would be: an open folder, and a name in it. A place in a container is found as the container itself
 * would find it, whatever the container does meanwhile: no link leads out of its root.
 *
 * @param folder the folder, which is closed with the place
 * @param name the name in it; {@code .} for the folder itself
 */
record Place(OpenFolder folder, Path name) implements Closeable {
    /** What is done about folders that are missing on the way. */
    interface Missing {
        /** Makes a folder, or does nothing. */
        void folder(OpenFolder parent, Path name) throws IOException;
    }

    /** Which links are followed: all, or all but the last part of a path. */
    enum Links {
        ALL,
        ALL_BUT_THE_LAST
    }

    private static final int MOST_LINKS = 40;
    private static final Path ITSELF = Path.of(".");

    /** A place on this machine, whose links its user may have made as he likes. */
    static Place here(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        return parent == null || name == null
                ? new Place(OpenFolder.of(absolute), ITSELF)
                : new Place(OpenFolder.of(parent), name);
    }

    /**
     * A place below a root.
     *
     * @param root the open root, which is closed with the place, or at once if there is none
     * @param path a path in the root, whose last part need not exist
     */
    static Place below(OpenFolder root, String path, Links links, Missing missing) throws IOException {
        Walk walk = new Walk(root, parts(path), links, missing);
        try {
            return walk.walk();
        } catch (IOException | RuntimeException e) {
            walk.closeAll();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private static Deque<Path> parts(String path) {
        Deque<Path> parts = new ArrayDeque<>();
        Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .map(Path::of)
                .forEach(parts::add);
        return parts;
    }

    /** The way to a place, with all folders of it open: {@code ..} leads back to the one that it came from. */
    private static final class Walk {
        private static final Path BACK = Path.of("..");

        private final Deque<Path> ahead;
        private final Deque<OpenFolder> behind = new ArrayDeque<>();
        private final Links links;
        private final Missing missing;
        private int followed;

        Walk(OpenFolder root, Deque<Path> ahead, Links links, Missing missing) {
            this.behind.push(root);
            this.ahead = ahead;
            this.links = links;
            this.missing = missing;
        }

        Place walk() throws IOException {
            while (!ahead.isEmpty()) {
                Path part = ahead.pop();
                if (part.equals(BACK)) {
                    back(1);
                } else if (isFollowed(part)) {
                    follow(part);
                } else if (ahead.isEmpty()) {
                    return end(part);
                } else {
                    enter(part);
                }
            }
            return end(ITSELF);
        }

        private OpenFolder here() {
            return behind.getFirst();
        }

        private void back(int folders) throws IOException {
            for (int left = folders; left > 0 && behind.size() > 1; left--) {
                behind.pop().close();
            }
        }

        private boolean isFollowed(Path part) throws IOException {
            boolean asked = !ahead.isEmpty() || links == Links.ALL;
            return asked
                    && here().attributes(part)
                            .map(BasicFileAttributes::isSymbolicLink)
                            .orElse(false);
        }

        private void follow(Path link) throws IOException {
            if (++followed > MOST_LINKS) {
                throw new FileSystemLoopException(link.toString());
            }
            String target = Files.readSymbolicLink(here().at(link)).toString();
            if (target.startsWith("/")) {
                back(behind.size());
            }
            Iterator<Path> backwards = parts(target).descendingIterator();
            backwards.forEachRemaining(ahead::push);
        }

        private void enter(Path part) throws IOException {
            var found = here().attributes(part);
            if (found.isEmpty()) {
                missing.folder(here(), part);
            } else if (!found.get().isDirectory()) { // to open a pipe would wait for its other end
                throw new NotDirectoryException(part.toString());
            }
            behind.push(here().folder(part));
        }

        private Place end(Path name) throws IOException {
            OpenFolder last = behind.pop();
            closeAll();
            return new Place(last, name);
        }

        private void closeAll() throws IOException {
            while (!behind.isEmpty()) {
                behind.pop().close();
            }
        }
    }
}
