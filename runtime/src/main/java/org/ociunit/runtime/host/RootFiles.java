package org.ociunit.runtime.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The container's files as far as they are known before it is made: those below its root, but for what a mount will
 * cover. Symbolic links are followed as in the container, so that none leads out of the root.
 */
final class RootFiles {
    /** As many links as the kernel follows: path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private final Path root;
    private final List<String> mounted = new ArrayList<>();

    RootFiles(Path root) {
        this.root = root;
    }

    /** What was found: {@code there} is empty if it cannot be told; {@code path} is where, without links, in the container. */
    record Found(String path, Optional<Boolean> there) {
        boolean isThere() {
            return there.orElse(false);
        }

        boolean isMissing() {
            return !there.orElse(true);
        }
    }

    Path root() {
        return root;
    }

    /** Whether a file of the machine is one that a mount will cover, or bring. */
    boolean isMounted(Path file) {
        return file.startsWith(root)
                && find("/" + root.relativize(file)).there().isEmpty();
    }

    /** From now on, what is at this path and below it is not known. */
    void mount(String destination) {
        mounted.add(find(destination).path());
    }

    Path onHost(Found found) {
        return root.resolve(found.path().substring(1));
    }

    Found find(String path) {
        try {
            return walk(path);
        } catch (InvalidPathException | UncheckedIOException unclear) {
            return new Found(path, Optional.empty());
        }
    }

    private Found walk(String path) {
        Deque<String> ahead = steps(path);
        Deque<String> done = new ArrayDeque<>();
        for (int links = 0; !ahead.isEmpty() && links <= MOST_LINKS; ) {
            String step = ahead.pop();
            if (step.equals("..")) {
                done.pollLast();
                continue;
            }
            String here = "/" + String.join("/", done) + (done.isEmpty() ? "" : "/") + step;
            Path file = root.resolve(here.substring(1));
            if (isMounted(here)) {
                return new Found(join(here, ahead), Optional.empty());
            } else if (Files.isSymbolicLink(file)) {
                links++;
                follow(file, done, ahead);
            } else if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                boolean sure = Files.notExists(file, LinkOption.NOFOLLOW_LINKS) && !leadsToMount(here);
                return new Found(join(here, ahead), sure ? Optional.of(false) : Optional.empty());
            } else {
                done.addLast(step);
            }
        }
        return new Found("/" + String.join("/", done), ahead.isEmpty() ? Optional.of(true) : Optional.empty());
    }

    /** Runtimes make the folders in which they mount. */
    private boolean leadsToMount(String path) {
        return mounted.stream().anyMatch(place -> isBelow(place, path));
    }

    private static void follow(Path link, Deque<String> done, Deque<String> ahead) {
        String target = target(link);
        if (target.startsWith("/")) {
            done.clear();
        }
        steps(target).descendingIterator().forEachRemaining(ahead::push);
    }

    private boolean isMounted(String path) {
        return mounted.stream().anyMatch(place -> path.equals(place) || isBelow(path, place));
    }

    private static boolean isBelow(String path, String folder) {
        return folder.equals("/") || path.startsWith(folder + "/");
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read link " + link, e);
        }
    }

    private static String join(String here, Deque<String> ahead) {
        return ahead.isEmpty() ? here : here + "/" + String.join("/", ahead);
    }

    private static Deque<String> steps(String path) {
        Deque<String> steps = new ArrayDeque<>();
        for (String step : path.split("/", -1)) {
            if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return steps;
    }
}
