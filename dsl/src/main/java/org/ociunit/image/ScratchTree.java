package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.ociunit.error.ImageException;

/** The tree of an image that is put together here; it becomes an archive that is the same whenever the files are. */
final class ScratchTree {
    private static final int MOST_LINKS = 40;
    private static final FileTime TIME = FileTime.fromMillis(0);

    private final String image;

    /** By paths without links on the way and without a slash at the beginning; the root is the empty one. */
    private final NavigableMap<String, Node> nodes = new TreeMap<>();

    private ScratchTree(String image) {
        this.image = image;
        nodes.put("", Node.Folder.USUAL);
    }

    /** Programs come first: the folders and links that they are found by are the machine's. */
    static ScratchTree of(String image, List<Addition> additions) throws IOException {
        ScratchTree tree = new ScratchTree(image);
        for (boolean below : new boolean[] {true, false}) {
            for (Addition addition : additions) {
                if (addition.isBelow() == below) {
                    addition.into(tree);
                }
            }
        }
        return tree;
    }

    /** Takes what the machine has, by paths without links on the way. */
    void bring(Map<String, Node> found) {
        found.forEach((place, node) -> {
            Node before = nodes.put(place, node);
            if (before != null && before.getClass() != node.getClass()) {
                throw refused("/" + place + " is one thing for one program, and another for the next.");
            }
        });
    }

    /** Puts something where a path leads. Its last part is not followed; a folder that is there stays as it is. */
    void put(String path, Node node) {
        String place = place(path, false);
        Node before = nodes.get(place);
        if (before instanceof Node.Folder && !(node instanceof Node.Folder)) {
            throw refused(path + " is a folder, and would become something else.");
        }
        if (!(node instanceof Node.Folder)) {
            nodes.put(place, node);
        } else if (before != null && !(before instanceof Node.Folder)) {
            throw refused(path + " is no folder, and would become one.");
        } else {
            nodes.putIfAbsent(place, node);
        }
    }

    /** Changes who may use what a path leads to. */
    void permit(String path, int mode) {
        String place = place(path, true);
        Node node = nodes.get(place);
        if (node instanceof Node.File file) {
            nodes.put(place, new Node.File(file.content(), mode));
        } else if (node instanceof Node.Folder) {
            nodes.put(place, new Node.Folder(mode));
        } else {
            throw refused("it has no " + path + " that permissions could be given to.");
        }
    }

    /** Where a path leads; folders that are missing on the way are made. */
    private String place(String path, boolean followLast) {
        Deque<String> ahead = new ArrayDeque<>(parts(path));
        String place = "";
        for (int links = 0; !ahead.isEmpty(); ) {
            String part = ahead.pop();
            if (part.equals("..")) {
                place = parent(place);
                continue;
            }
            String next = place.isEmpty() ? part : place + "/" + part;
            Node node = nodes.get(next);
            boolean isLast = ahead.isEmpty();
            if (node instanceof Node.Link link && (followLast || !isLast)) {
                if (++links > MOST_LINKS) {
                    throw refused(path + " leads through too many links.");
                }
                place = link.target().startsWith("/") ? "" : place;
                prepend(ahead, link.target());
                continue;
            }
            if (node instanceof Node.File && !isLast) {
                throw refused(path + " lies below the file /" + next + ".");
            }
            if (node == null && !isLast) {
                nodes.put(next, Node.Folder.USUAL);
            }
            place = next;
        }
        return place;
    }

    static String parent(String place) {
        return place.substring(0, Math.max(0, place.lastIndexOf('/')));
    }

    static void prepend(Deque<String> ahead, String path) {
        List<String> parts = parts(path);
        for (int i = parts.size() - 1; i >= 0; i--) {
            ahead.push(parts.get(i));
        }
    }

    static List<String> parts(String path) {
        return List.of(path.split("/")).stream()
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    /** Writes it as the archive of a layer. */
    void writeTo(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Map.Entry<String, Node> node : nodes.entrySet()) {
            write(node.getKey().isEmpty() ? "." : node.getKey(), node.getValue(), tar);
        }
        tar.finish();
        tar.flush();
    }

    private static void write(String name, Node node, TarArchiveOutputStream tar) throws IOException {
        if (node instanceof Node.Folder folder) {
            put(new TarArchiveEntry(name + "/", TarConstants.LF_DIR), folder.mode(), tar);
        } else if (node instanceof Node.Link link) {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(link.target());
            put(entry, 0777, tar);
        } else if (node instanceof Node.File file) {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
            entry.setSize(file.content().size());
            try (InputStream content = file.content().open()) {
                put(entry, file.mode(), tar, content);
            }
        }
    }

    private static void put(TarArchiveEntry entry, int mode, TarArchiveOutputStream tar) throws IOException {
        put(entry, mode, tar, InputStream.nullInputStream());
    }

    private static void put(TarArchiveEntry entry, int mode, TarArchiveOutputStream tar, InputStream content)
            throws IOException {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(TIME);
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }

    private ImageException refused(String why) {
        return new ImageException(image, why, null, null);
    }

    /** What a message calls it. */
    @Override
    public String toString() {
        return image;
    }
}
