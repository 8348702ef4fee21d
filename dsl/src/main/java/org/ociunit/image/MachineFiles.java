package org.ociunit.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The machine's files, and those of packages that have been unpacked into folders laid over its root. Where one of them has
 * a folder and another one a link, the link holds: packages are installed through the links that a system has, such as the
 * one from {@code /lib} to {@code /usr/lib}.
 *
 * @param roots the first one that has a file is the one it is taken of
 */
record MachineFiles(List<Path> roots) {
    private static final int MOST_LINKS = 40;

    /**
     * A file that was found.
     *
     * @param path what it was looked for by
     * @param place where it is, without links on the way, and without a slash at the beginning
     * @param file the file itself
     * @param way the folders and links on the way, by their places
     */
    record Found(String path, String place, Path file, Map<String, Node> way) {
        /** The folder that it was found in. */
        String folder() {
            return "/" + ScratchTree.parent(path.substring(1));
        }

        /** The same, of the file that links lead to. */
        String realFolder() {
            return "/" + ScratchTree.parent(place);
        }

        /** All of it, as it is to be in an image. */
        Map<String, Node> nodes() throws IOException {
            Map<String, Node> nodes = new TreeMap<>(way);
            nodes.put(place, new Node.File(new Content.Kept(file), Node.permissions(file)));
            return nodes;
        }
    }

    MachineFiles {
        roots = List.copyOf(roots);
    }

    /** Finds a file by an absolute path, as a container whose root this is would; nothing if there is none. */
    Optional<Found> find(String path) throws IOException {
        Map<String, Node> way = new TreeMap<>();
        Deque<String> ahead = new ArrayDeque<>(ScratchTree.parts(path));
        String place = "";
        for (int links = 0; !ahead.isEmpty(); ) {
            String part = ahead.pop();
            if (part.equals("..")) {
                place = ScratchTree.parent(place);
                continue;
            }
            String next = place.isEmpty() ? part : place + "/" + part;
            Path file = at(next);
            if (file == null) {
                return Optional.empty();
            }
            if (Files.isSymbolicLink(file)) {
                String target = Files.readSymbolicLink(file).toString();
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
                way.put(next, new Node.Link(target));
                place = target.startsWith("/") ? "" : place;
                ScratchTree.prepend(ahead, target);
            } else if (Files.isDirectory(file)) {
                way.put(next, Node.Folder.USUAL);
                place = next;
            } else {
                return ahead.isEmpty() && Files.isRegularFile(file)
                        ? Optional.of(new Found(path, next, file, way))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** What is at a place below folders; nothing if no root has it. */
    private @Nullable Path at(String place) {
        Path folder = null;
        for (Path root : roots) {
            Path file = root.resolve(place);
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                folder = folder == null ? file : folder;
            } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return file;
            }
        }
        return folder;
    }
}
