package org.ociunit;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/** Finds files of a container from outside, as the container itself would: no link leads out of its root. */
final class RootPath {
    private static final int MOST_LINKS = 40;

    private RootPath() {}

    /**
     * Follows the links on the way to a file, the last one too.
     *
     * @param root the container's root, as this machine has it
     * @param path a path in the container
     * @return the place on this machine, which need not exist
     */
    static Path resolve(Path root, String path) throws IOException {
        Deque<String> ahead = parts(path);
        Deque<String> behind = new ArrayDeque<>();
        for (int links = 0; !ahead.isEmpty(); ) {
            String part = ahead.pop();
            if (part.equals("..")) {
                behind.pollLast();
                continue;
            }
            Path place = place(root, behind).resolve(part);
            if (!Files.isSymbolicLink(place)) {
                behind.add(part);
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(path);
            }
            String target = Files.readSymbolicLink(place).toString();
            if (target.startsWith("/")) {
                behind.clear();
            }
            prepend(ahead, target);
        }
        return place(root, behind);
    }

    private static Path place(Path root, Deque<String> parts) {
        return root.resolve(String.join("/", parts));
    }

    private static void prepend(Deque<String> ahead, String target) {
        Iterator<String> backwards = parts(target).descendingIterator();
        backwards.forEachRemaining(ahead::push);
    }

    private static Deque<String> parts(String path) {
        Deque<String> parts = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
        parts.removeIf(part -> part.isEmpty() || part.equals("."));
        return parts;
    }
}
