package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays layers over each other. Files are not copied: the tree has further names of those of the layers, and nothing ever
 * writes to either.
 */
final class LayerMerge {
    private final Path root;
    private final ScopedPath paths;

    /** The folder of a layer that says what a folder is like. */
    private final Map<Path, Path> likes = new HashMap<>();

    /** The permissions of what is kept open to its owner. */
    private final Map<Path, Integer> closed = new HashMap<>();

    /** A merge into an empty folder. */
    LayerMerge(Path root) {
        this.root = root;
        this.paths = new ScopedPath(root);
    }

    /**
     * Lays a layer over what is there.
     *
     * @throws RefusedException if it needs what is not there
     */
    void add(LayerFolder layer, LayerChanges changes) throws IOException {
        Cover cover = new Cover(layer.tree(), changes);
        for (String name : changes.emptied()) {
            cover.empty(name);
        }
        for (String name : changes.removed()) {
            cover.remove(name);
        }
        if (!cover.implied.contains("")) {
            likes.put(root, layer.tree());
            cover.noteMode("", root);
        }
        cover.lay(layer.tree(), root);
        for (LayerChanges.Link link : changes.links()) {
            link(link);
        }
    }

    /** A name whose folders are not there stands for nothing; it need not be there. */
    private Path find(String name) throws IOException {
        return paths.find(name, missing -> {});
    }

    private void link(LayerChanges.Link link) throws IOException {
        try {
            Path original = find(link.existing());
            if (!Files.exists(original, LinkOption.NOFOLLOW_LINKS) || isFolder(original)) {
                throw new RefusedException(
                        "it is a hard link to \"" + link.existing() + "\", which is no file in front of it");
            }
            Path place = paths.find(link.name(), LayerMerge::makeFolder);
            if (original.startsWith(place) && !original.equals(place)) {
                throw new RefusedException("it would replace a folder that has something in it");
            }
            if (!place.equals(original)) {
                removeTree(place);
                Files.createLink(place, original);
                if (closed.containsKey(original)) {
                    closed.put(place, closed.get(original));
                }
            }
        } catch (RefusedException e) {
            throw new RefusedException(link.name(), e);
        }
    }

    /** One that no entry has named. */
    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setAttribute(folder, "unix:mode", 0755);
    }

    /** Gives the folders what they are like; returns the permissions of what is kept open, by names in the tree. */
    Map<String, Integer> finish() throws IOException {
        List<Map.Entry<Path, Path>> deepestFirst = new ArrayList<>(likes.entrySet());
        deepestFirst.sort(Comparator.comparingInt(like -> -like.getKey().getNameCount()));
        for (Map.Entry<Path, Path> like : deepestFirst) {
            if (isFolder(like.getKey()) && paths.isDirect(like.getKey())) {
                AttributeCopy.complete(like.getValue(), like.getKey());
            }
        }
        Map<String, Integer> modes = new HashMap<>();
        closed.forEach((place, mode) -> {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && paths.isDirect(place)) {
                modes.put(root.relativize(place).toString(), mode);
            }
        });
        return modes;
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        return files;
    }

    /** Removes what is there, with all that is in it and all that was noted of it; nothing happens if nothing is. */
    private void removeTree(Path place) throws IOException {
        if (!isFolder(place)) {
            delete(place);
            return;
        }
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What comes in its place is another file, and may be a link that leads out. */
    private void delete(Path place) throws IOException {
        likes.remove(place);
        closed.remove(place);
        Files.deleteIfExists(place);
    }

    /** One layer's way over the tree. */
    private final class Cover {
        private final Path layer;
        private final LayerChanges changes;
        private final Set<String> implied;

        Cover(Path layer, LayerChanges changes) {
            this.layer = layer;
            this.changes = changes;
            this.implied = new HashSet<>(changes.implied());
        }

        void empty(String name) throws IOException {
            if (!below(name)) {
                return;
            }
            Path folder = lower(name);
            if (isFolder(folder)) {
                for (Path child : list(folder)) {
                    removeTree(child);
                }
            }
        }

        void remove(String name) throws IOException {
            if (below(name)) {
                removeTree(lower(name));
            }
        }

        private Path lower(String name) throws IOException {
            try {
                return find(name);
            } catch (RefusedException e) {
                throw new RefusedException(name, e);
            }
        }

        /** Whether a name can be one from below: what the layer has a folder of its own in the place of is gone anyway. */
        private boolean below(String name) {
            Path way = root;
            Path own = layer;
            for (Path part : Path.of(name)) {
                if (!isFolder(way)) {
                    boolean isLink = Files.isSymbolicLink(way);
                    boolean isReplaced = isFolder(own)
                            && !implied.contains(layer.relativize(own).toString());
                    return isLink && !isReplaced;
                }
                way = way.resolve(part);
                own = own.resolve(part);
            }
            return true;
        }

        void lay(Path folder, Path over) throws IOException {
            for (Path child : list(folder)) {
                String name = layer.relativize(child).toString();
                Path place = over.resolve(child.getFileName());
                if (isFolder(child)) {
                    lay(child, folder(child, place, name));
                } else {
                    removeTree(place);
                    Files.createLink(place, child);
                    noteMode(name, place);
                }
            }
        }

        /** A folder that a layer merely has something in may be a link to one further down. */
        private Path folder(Path child, Path place, String name) throws IOException {
            boolean isImplied = implied.contains(name);
            if (isFolder(place)) {
                if (!isImplied) {
                    likes.put(place, child);
                    noteMode(name, place);
                }
                return place;
            }
            if (isImplied && Files.isSymbolicLink(place)) {
                String entry = firstIn(child);
                try {
                    return paths.followed(place, entry);
                } catch (RefusedException e) {
                    throw new RefusedException(entry, e);
                }
            }
            removeTree(place);
            AttributeCopy.makeFolder(child, place);
            likes.put(place, child);
            noteMode(name, place);
            return place;
        }

        /** An entry that a folder was made for. */
        private String firstIn(Path folder) throws IOException {
            Path first = folder;
            while (isFolder(first) && implied.contains(layer.relativize(first).toString())) {
                List<Path> children = list(first);
                if (children.isEmpty()) {
                    break;
                }
                first = children.get(0);
            }
            return layer.relativize(first).toString();
        }

        private void noteMode(String name, Path place) {
            Integer mode = changes.modes().get(name);
            if (mode == null) {
                closed.remove(place);
            } else {
                closed.put(place, mode);
            }
        }
    }
}
