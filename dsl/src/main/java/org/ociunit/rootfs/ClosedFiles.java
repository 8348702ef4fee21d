package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an image closes to its owner. An ordinary user could not read it, and so a tree has it open; here it is as the image
 * says: a root is given these permissions, or lies over these files first.
 *
 * @param modes the permissions, by names in the tree
 */
record ClosedFiles(Map<String, Integer> modes) {
    ClosedFiles {
        modes = Map.copyOf(modes);
    }

    /** Gives a copy of the tree the permissions, which a link does not have. */
    void close(Path root) throws IOException {
        ScopedPath paths = new ScopedPath(root);
        for (String name : deepestFirst(modes.keySet().stream().toList())) {
            if (paths.isDirect(root.resolve(name))) {
                Files.setAttribute(root.resolve(name), "unix:mode", modes.get(name));
            }
        }
    }

    /** Copies what is closed, with the folders above it, into a folder to be made. */
    void copy(Path tree, Path place) throws IOException {
        ScopedPath paths = new ScopedPath(tree);
        SortedSet<String> folders = new TreeSet<>(); // what is above comes first
        AttributeCopy.makeFolder(tree, place);
        for (String name : modes.keySet()) {
            Path original = tree.resolve(name);
            if (paths.isDirect(original) && Files.isDirectory(original, LinkOption.NOFOLLOW_LINKS)) {
                folders.add(name);
            }
            addAbove(Path.of(name), folders);
        }
        folders.remove("");
        for (String name : folders) {
            AttributeCopy.makeFolder(tree.resolve(name), place.resolve(name));
        }
        for (String name : modes.keySet()) {
            Path original = tree.resolve(name);
            if (Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) {
                Files.copy(original, place.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        for (String name : deepestFirst(List.copyOf(folders))) {
            AttributeCopy.complete(tree.resolve(name), place.resolve(name));
        }
        AttributeCopy.complete(tree, place);
        close(place);
    }

    private static void addAbove(Path name, SortedSet<String> folders) {
        for (Path above = name.getParent(); above != null; above = above.getParent()) {
            folders.add(above.toString());
        }
    }

    /** A folder that is closed to its owner closes off what is below it. */
    private static List<String> deepestFirst(List<String> names) {
        return names.stream()
                .sorted(Comparator.comparingInt(name -> -Path.of(name).getNameCount()))
                .toList();
    }
}
