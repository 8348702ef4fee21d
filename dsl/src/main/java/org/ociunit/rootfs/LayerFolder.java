package org.ociunit.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.image.Layer;
import org.ociunit.runtime.catalog.Inodes;

/**
 * A layer that has been unpacked: what it puts over those below it, and what it changes in them.
 *
 * @param path the folder of the store that has it
 */
record LayerFolder(Path path) {
    /** image-spec layer.md, Whiteouts. */
    private static final String WHITEOUT = ".wh.";

    private static final String OPAQUE = ".wh..wh..opq";

    /** What one of docker's file systems has kept beside its layers; image-spec reserves the names. */
    private static final String META = ".wh..wh.";

    Path tree() {
        return path.resolve("tree");
    }

    private Path file() {
        return path.resolve("changes");
    }

    LayerChanges changes() throws IOException {
        return LayerChanges.read(file());
    }

    /** Unpacks a layer into the folder, which is empty; returns how much it is on the disk. */
    long unpack(Layer layer, boolean mayChangeOwners, Extent extent) throws IOException {
        long bytes = extent.bytes();
        long entries = extent.entries();
        Tree tree = Tree.shared(Files.createDirectory(tree()), mayChangeOwners, extent);
        AccessLists.drop(tree());
        Files.setAttribute(tree(), "unix:mode", 0755);
        Unpacking unpacking = new Unpacking(tree, extent);
        layer.read(archive -> new TarWalk(archive, refusal(layer)).unpack(unpacking));
        List<String> implied = tree.implied();
        tree.finish();
        LayerChanges changes = new LayerChanges(
                unpacking.removed,
                unpacking.emptied,
                implied,
                unpacking.links,
                tree.closed(),
                extent.bytes() - bytes,
                extent.entries() - entries);
        changes.write(file());
        // The whole file system at once: each file on its own takes fifty times as long.
        Inodes.in(path).sync();
        return changes.bytes() + (changes.entries() << 12);
    }

    private static TarWalk.Refusal refusal(Layer layer) {
        return layer::refused;
    }

    /** Puts entries into the tree, and notes what concerns the layers below. */
    private static final class Unpacking implements TarWalk.Target {
        private final Tree tree;
        private final EntryTarget entries;
        private final Extent extent;
        private final List<String> removed = new ArrayList<>();
        private final List<String> emptied = new ArrayList<>();
        private final List<LayerChanges.Link> links = new ArrayList<>();

        Unpacking(Tree tree, Extent extent) {
            this.tree = tree;
            this.entries = new EntryTarget(tree);
            this.extent = extent;
        }

        @Override
        public void folder(String name, Attributes attributes) throws IOException {
            if (!isMark(name)) {
                entries.folder(name, attributes);
            }
        }

        @Override
        public void file(String name, InputStream content, Attributes attributes) throws IOException {
            if (!isMark(name)) {
                entries.file(name, content, attributes);
            }
        }

        @Override
        public void symbolicLink(String name, String target, Attributes attributes) throws IOException {
            if (!isMark(name)) {
                entries.symbolicLink(name, target, attributes);
            }
        }

        @Override
        public void hardLink(String name, String existing) throws IOException {
            if (!isMark(name) && !tree.hardLink(name, existing)) {
                if (ScopedPath.parts(name).isEmpty()) {
                    throw new RefusedException("it would replace the root");
                }
                links.add(new LayerChanges.Link(name, existing));
                extent.addEntry();
            }
        }

        @Override
        public void pipe(String name, Attributes attributes) throws IOException {
            if (!isMark(name)) {
                entries.pipe(name, attributes);
            }
        }

        /** Takes note of a whiteout, which is no file itself, of whatever type it is. */
        private boolean isMark(String name) {
            List<String> parts = ScopedPath.parts(name);
            String last = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
            if (!last.startsWith(WHITEOUT)) {
                return false;
            }
            extent.addEntry();
            List<String> folder = parts.subList(0, parts.size() - 1);
            String hidden = last.substring(WHITEOUT.length());
            if (last.equals(OPAQUE)) {
                emptied.add(String.join("/", folder));
            } else if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
                throw new RefusedException("it removes \"" + hidden + "\", which is no name of a file");
            } else if (!last.startsWith(META)) {
                List<String> place = new ArrayList<>(folder);
                place.add(hidden);
                removed.add(String.join("/", place));
            }
            return true;
        }
    }
}
