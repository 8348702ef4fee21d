package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.image.ExtendedAttributes;
import org.ociunit.image.FileStatus;
import org.ociunit.image.LayerWriter;
import org.ociunit.rootfs.KeptTree;
import org.ociunit.runtime.catalog.Inodes;

/**
 * Writes as a layer what is different in a container's root from the tree that it began with. Names come in their order, a
 * folder in front of what is in it. Mounts are not entered, nor is anything that they have needed; no link is followed.
 */
final class RootChanges {
    private static final Path ITSELF = Path.of(".");

    /** What the kernel takes of a path, and what layers are read with. */
    private static final int MOST_LETTERS = 4095;

    private final KeptTree tree;
    private final Likeness likeness;
    private final MountedPaths mounts;
    private final boolean keepsOwners;
    private final LayerWriter layer;
    private final OpenFolder root;

    /** The root, as another process finds it. */
    private final Path place;

    /** Folders on the way whose entries are written as soon as something in them is. */
    private final Deque<Entry> waiting = new ArrayDeque<>();

    /** Which file of the tree a file is, and the other way round: a link that was made or broken is a change. */
    private final Map<Object, Object> originals = new HashMap<>();

    private final Map<Object, Object> copies = new HashMap<>();

    /** The first name that was written of each file with several. */
    private final Map<Object, String> written = new HashMap<>();

    /** Names of files with several that have not been written, since they are as they were. */
    private final Map<Object, List<Entry>> unwritten = new HashMap<>();

    /**
     * A walk.
     *
     * @param tree what the root began with
     * @param likeness whether something is as it was
     * @param mounts what is not the root's
     * @param keepsOwners whether the tree has the owners that the image says: otherwise nothing is said of a folder in
     *     which something was changed, which would say who owns it
     * @param root the root
     * @param layer takes what is different
     */
    RootChanges(
            KeptTree tree,
            Likeness likeness,
            MountedPaths mounts,
            boolean keepsOwners,
            OpenFolder root,
            LayerWriter layer) {
        this.tree = tree;
        this.likeness = likeness;
        this.mounts = mounts;
        this.keepsOwners = keepsOwners;
        this.root = root;
        this.place = root.forOthers();
        this.layer = layer;
    }

    /** Something that is written, or may be: as the container sees it. */
    private record Entry(String name, FileStatus is, Map<String, byte[]> extended) {}

    /** Something that is there, and what was there before; null if nothing was. */
    private record Found(
            String name,
            FileStatus is,
            @Nullable FileStatus was,
            Map<String, byte[]> extended,
            Map<String, byte[]> before) {
        boolean isNew() {
            return was == null || was.type() != is.type();
        }

        /** Null if nothing was there that it could be like. */
        @Nullable
        FileStatus original() {
            return isNew() ? null : was;
        }
    }

    /** Walks through the root. */
    void write() throws IOException {
        Map<Path, Map<String, byte[]>> extended = Inodes.in(place).extended(List.of(place));
        Map<Path, Map<String, byte[]>> before = tree.extended(List.of(""));
        Found found = new Found(
                "",
                FileStatus.of(root.at(ITSELF)),
                tree.status("").orElse(null),
                extended.getOrDefault(place, Map.of()),
                before.getOrDefault(tree.path(""), Map.of()));
        folder(root, found);
    }

    private void folder(OpenFolder folder, Found found) throws IOException {
        Set<String> before = found.isNew() ? Set.of() : new TreeSet<>(tree.names(found.name));
        boolean isChanged = isChanged(found, before);
        Entry entry = entry(found);
        if (isChanged || found.isNew() || keepsOwners) {
            waiting.addLast(entry);
        }
        if (isChanged) {
            begin();
        }
        content(folder, found.name, before);
        if (entry.equals(waiting.peekLast())) {
            waiting.removeLast();
        }
    }

    /**
     * Whether a folder itself is different. To mount something the runtime makes folders, which changes the time of those
     * that they are in.
     */
    private boolean isChanged(Found found, Set<String> before) {
        FileStatus was = found.original();
        if (was == null) {
            return !mounts.isBelow(found.name);
        }
        boolean isOtherTime = !likeness.isOfSameTime(found.is, was) && !mounts.isMadeIn(found.name, before);
        return !isLike(found, was) || (isOtherTime && keepsOwners);
    }

    private boolean isLike(Found found, FileStatus was) {
        return likeness.isLike(found.is, was) && ExtendedAttributes.same(found.extended, found.before);
    }

    private Entry entry(Found found) {
        return new Entry(found.name, likeness.seenInside(found.is), found.extended);
    }

    /** Something is different in the folders that were come to. */
    private void begin() throws IOException {
        while (!waiting.isEmpty()) {
            Entry folder = waiting.removeFirst();
            layer.folder(folder.name, folder.is, folder.extended);
        }
    }

    private void content(OpenFolder folder, String name, Set<String> before) throws IOException {
        Map<String, FileStatus> now = statuses(folder, name);
        boolean isEmptied = !name.isEmpty()
                && !before.isEmpty()
                && Collections.disjoint(before, now.keySet())
                && before.stream().noneMatch(each -> mounts.isAt(child(name, each)));
        if (isEmptied) {
            begin();
            layer.opaque(name);
        }
        Map<String, Found> found = found(name, now, before);
        Set<String> all = new TreeSet<>(now.keySet());
        all.addAll(before);
        for (String each : all) {
            Found one = found.get(each);
            if (one != null) {
                write(folder, Path.of(each), one);
            } else if (!isEmptied && !mounts.isAt(child(name, each))) {
                begin();
                layer.whiteout(child(name, each));
            }
        }
    }

    private void write(OpenFolder folder, Path name, Found found) throws IOException {
        if (!found.is.isFolder()) {
            file(folder, name, found);
            return;
        }
        try (OpenFolder inner = folder.folder(name)) {
            folder(inner, found);
        }
    }

    /** What is in a folder; sockets are of no use without the ones who have made them. */
    private Map<String, FileStatus> statuses(OpenFolder folder, String name) throws IOException {
        Map<String, FileStatus> statuses = new TreeMap<>();
        for (Path each : folder.names()) {
            if (child(name, each.toString()).length() > MOST_LETTERS) {
                throw new ContainerException(
                        "Could not commit what is in " + name.substring(0, 100) + "….",
                        "its path has more than " + MOST_LETTERS + " letters.",
                        null);
            }
            if (mounts.isAt(child(name, each.toString()))) {
                continue;
            }
            try {
                FileStatus is = FileStatus.of(folder.at(each));
                if (!is.isSocket()) {
                    statuses.put(each.toString(), is);
                }
            } catch (NoSuchFileException goneMeanwhile) {
                // A container that is not paused goes on.
            }
        }
        return statuses;
    }

    /** What is to be known of all that is in a folder. The kernel is only asked further where something may have changed. */
    private Map<String, Found> found(String name, Map<String, FileStatus> now, Set<String> before) throws IOException {
        Map<String, FileStatus> was = new HashMap<>();
        List<String> asked = new ArrayList<>();
        for (Map.Entry<String, FileStatus> each : now.entrySet()) {
            String child = child(name, each.getKey());
            Optional<FileStatus> earlier = before.contains(each.getKey()) ? tree.status(child) : Optional.empty();
            earlier.ifPresent(status -> was.put(each.getKey(), status));
            if (earlier.isEmpty() || !isUnchanged(each.getValue(), earlier.get())) {
                asked.add(child);
            }
        }
        Map<Path, Map<String, byte[]>> extended =
                Inodes.in(place).extended(asked.stream().map(place::resolve).toList());
        Map<Path, Map<String, byte[]>> earlier = tree.extended(asked);
        Map<String, Found> found = new HashMap<>();
        now.forEach((each, is) -> found.put(
                each,
                new Found(
                        child(name, each),
                        is,
                        was.get(each),
                        extended.getOrDefault(place.resolve(child(name, each)), Map.of()),
                        earlier.getOrDefault(tree.path(child(name, each)), Map.of()))));
        return found;
    }

    /** By what is told of it alone. */
    private boolean isUnchanged(FileStatus is, FileStatus was) {
        return likeness.isOlder(is) && likeness.isLike(is, was) && likeness.isOfSameTime(is, was);
    }

    private static String child(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private void file(OpenFolder folder, Path name, Found found) throws IOException {
        FileStatus was = found.original();
        boolean isSame = was != null
                && isSameLink(found.is.key(), was.key())
                && (isUnchanged(found.is, was) || isSame(folder, name, found, was));
        String first = found.is.links() > 1 ? written.get(found.is.key()) : null;
        if (first != null) {
            begin();
            layer.hardLink(found.name, likeness.seenInside(found.is), first);
        } else if (!isSame) {
            begin();
            writeFile(folder, name, entry(found));
            writeOtherNames(found);
        } else if (found.is.links() > 1) {
            unwritten.computeIfAbsent(found.is.key(), any -> new ArrayList<>()).add(entry(found));
        }
    }

    private boolean isSame(OpenFolder folder, Path name, Found found, FileStatus was) throws IOException {
        return isLike(found, was)
                && likeness.isOfSameTime(found.is, was)
                && likeness.hasSameContent(folder, name, found.is, tree.path(found.name));
    }

    /** Whether two names of one file are still that, and two files still two. */
    private boolean isSameLink(Object file, Object original) {
        Object knownOriginal = originals.putIfAbsent(file, original);
        Object knownFile = copies.putIfAbsent(original, file);
        return (knownOriginal == null || knownOriginal.equals(original))
                && (knownFile == null || knownFile.equals(file));
    }

    private void writeFile(OpenFolder folder, Path name, Entry entry) throws IOException {
        if (entry.is.isFile()) {
            try (InputStream content = folder.read(name)) {
                layer.file(entry.name, entry.is, entry.extended, content);
            }
        } else if (entry.is.isLink()) {
            String target = Files.readSymbolicLink(folder.at(name)).toString();
            layer.symbolicLink(entry.name, entry.is, entry.extended, target);
        } else {
            layer.node(entry.name, entry.is, entry.extended);
        }
    }

    /** All names of a file are in one layer: those who unpack each by itself could not link them otherwise. */
    private void writeOtherNames(Found found) throws IOException {
        if (found.is.links() > 1) {
            written.put(found.is.key(), found.name);
            for (Entry other : unwritten.getOrDefault(found.is.key(), List.of())) {
                layer.hardLink(other.name, other.is, found.name);
            }
        }
    }
}
