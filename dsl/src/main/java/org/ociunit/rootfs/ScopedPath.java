package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Finds places in a tree by names that nobody has checked yet. A symbolic link on the way is followed as one in the tree's
 * own root would be, and only to a folder of the tree; nothing is ever looked at through a link of the machine's. That is
 * enough since nobody else can write to the tree meanwhile.
 *
 * @param root the tree
 */
record ScopedPath(Path root) {
    private static final int MOST_LINKS = 40;

    /** What the kernel takes of a path. */
    private static final int MOST_LETTERS = 4095;

    /** Says what to do where a folder on the way is missing. */
    @FunctionalInterface
    interface Missing {
        void make(Path folder) throws IOException;
    }

    /**
     * Where a name is. Its last part is not followed.
     *
     * @throws RefusedException if it is absolute, has a {@code ..} in it, or lies below what is no folder of the tree
     */
    Path find(String name, Missing missing) throws IOException {
        List<String> parts = parts(name);
        Path place = root;
        for (int i = 0; i < parts.size(); i++) {
            place = place.resolve(parts.get(i));
            if (i < parts.size() - 1) {
                place = folder(place, name, missing);
            }
        }
        return place;
    }

    /**
     * The parts of a name that may be one of a tree.
     *
     * @throws java.nio.file.InvalidPathException if no file can have it, or Java cannot say it here
     */
    static List<String> parts(String name) {
        if (name.startsWith("/")) {
            throw new RefusedException("the name \"" + name + "\" is absolute");
        }
        if (name.length() > MOST_LETTERS) {
            throw new RefusedException("the name has more than " + MOST_LETTERS + " letters");
        }
        List<String> parts = new ArrayList<>();
        for (Path element : Path.of(name)) {
            String part = element.toString();
            if (part.equals("..")) {
                throw new RefusedException("the name \"" + name + "\" has a \"..\" in it");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private Path folder(Path place, String name, Missing missing) throws IOException {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            return place;
        }
        if (Files.isSymbolicLink(place)) {
            return followed(place, name);
        }
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException("\"" + name + "\" lies below the file \"" + root.relativize(place) + "\"");
        }
        missing.make(place);
        return place;
    }

    /** Whether no link is on the way to a place of the tree, nor is it one: a change of it is one of the tree. */
    boolean isDirect(Path place) {
        Path way = root;
        for (Path part : root.relativize(place)) {
            way = way.resolve(part);
            if (Files.isSymbolicLink(way)) {
                return false;
            }
        }
        return true;
    }

    /** Where a link leads, if that is a folder of the tree. */
    Path followed(Path link, String name) throws IOException {
        Deque<String> ahead = new ArrayDeque<>();
        Path place = root;
        for (Path part : root.relativize(link)) {
            ahead.add(part.toString());
        }
        for (int links = 0; !ahead.isEmpty(); ) {
            String part = ahead.pop();
            if (part.equals("..")) {
                if (place.equals(root)) {
                    throw below(link, name);
                }
                place = Objects.requireNonNull(place.getParent());
                continue;
            }
            Path next = place.resolve(part);
            if (Files.isSymbolicLink(next) && links++ < MOST_LINKS) {
                place = prepend(ahead, Files.readSymbolicLink(next).toString()) ? root : place;
            } else if (Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                place = next;
            } else {
                throw below(link, name);
            }
        }
        return place;
    }

    /** Puts a link's target in front of what is ahead; returns whether it begins at the root. */
    private static boolean prepend(Deque<String> ahead, String target) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : target.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.push(part);
            }
        }
        parts.forEach(ahead::push);
        return target.startsWith("/");
    }

    private RefusedException below(Path link, String name) {
        return new RefusedException("\"" + name + "\" lies below the symbolic link \"" + root.relativize(link) + "\"");
    }
}
