package org.ociunit.runtime.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Slots;
import org.ociunit.runtime.plan.Step;

/**
 * Makes in a tree what Java has no means for: named pipes, extended attributes of the system's, times of links, and files with
 * holes; and tells which extended attributes there are. No link is followed out of the tree. What was asked for is made when
 * this is {@linkplain #flush flushed}.
 */
public final class Inodes {
    /** How many steps go into one request. */
    private static final int MOST = 1000;

    private static final int PIPE = 0010000;

    /** How many paths go into one request: a frame has 4 MiB, and a path up to 4 KiB. */
    private static final int MOST_PATHS = 500;

    private static final int TOLD = Slots.FOLDER + 1;
    private static final int APPEND = 02001;

    private final Path root;
    private final List<Step> asked = new ArrayList<>();

    private Inodes(Path root) {
        this.root = root;
    }

    /**
     * Works in a tree.
     *
     * @param root its absolute path
     * @return what makes things in it
     */
    public static Inodes in(Path root) {
        return new Inodes(root);
    }

    /**
     * Makes a named pipe.
     *
     * @param path where, in the tree, and not there yet
     * @param uid whom it belongs to
     * @param gid which group it belongs to
     */
    public void pipe(Path path, int uid, int gid) {
        node(path, PIPE | 0600, 0, uid, gid);
    }

    /**
     * Makes a named pipe or a device node.
     *
     * @param path where, in the tree, and not there yet
     * @param mode as mknod(2) has it, with the type
     * @param device the device's number, as stat(2) has it
     * @param uid whom it belongs to
     * @param gid which group it belongs to
     */
    public void node(Path path, int mode, long device, int uid, int gid) {
        ask(path, Opcode.NODE, mode, device, Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
    }

    /**
     * Sets an extended attribute, of a link itself.
     *
     * @param path what has it, in the tree
     * @param name its whole name, such as {@code security.capability}
     * @param value its value
     */
    public void attribute(Path path, String name, byte[] value) {
        ask(path, Opcode.EXTENDED, name, value);
    }

    /**
     * Sets when something was modified, a link itself too.
     *
     * @param path what, in the tree
     * @param time when
     */
    public void modified(Path path, FileTime time) {
        Instant instant = time.toInstant();
        ask(path, Opcode.MODIFIED, instant.getEpochSecond(), (long) instant.getNano());
    }

    /**
     * Copies a file with its holes, its owner, its permissions, its extended attributes and the time of its modification, as
     * far as this user may.
     *
     * @param original the file's absolute path, which is no link
     * @param path where to, in the tree, and not there yet
     */
    public void copy(Path original, Path path) {
        ask(path, Opcode.COPY, original.toString());
    }

    /** Writes the file system that the tree is on to the disk: a power cut spoils nothing that has been made so far. */
    public void sync() {
        asked.add(Step.of(Opcode.SYNC, Slots.FOLDER));
        flush();
    }

    private void ask(Path path, Opcode opcode, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(Slots.FOLDER, "/" + root.relativize(path)));
        arguments.addAll(List.of(more));
        asked.add(Step.of(opcode, arguments.toArray()));
        if (asked.size() == MOST) {
            flush();
        }
    }

    /**
     * Makes what was asked for.
     *
     * @throws org.ociunit.error.StepFailedException if that fails; it names the path
     */
    public void flush() {
        if (!asked.isEmpty()) {
            List<Step> steps = List.copyOf(asked);
            asked.clear();
            Launcher.shared().work("Could not make what is in " + root + ".", root, steps);
        }
    }

    /**
     * Tells which extended attributes there are, of links themselves too: those that this user may read.
     *
     * @param paths absolute paths in the tree
     * @return the attributes by their whole names, for each path that has some
     * @throws ContainerException if that fails
     */
    public Map<Path, Map<String, byte[]>> extended(List<Path> paths) {
        Map<Path, Map<String, byte[]>> found = new HashMap<>();
        try {
            for (int from = 0; from < paths.size(); from += MOST_PATHS) {
                tell(paths.subList(from, Math.min(paths.size(), from + MOST_PATHS)), found);
            }
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not read the extended attributes in " + root + ".", e.toString(), null, e);
        }
        return found;
    }

    private void tell(List<Path> paths, Map<Path, Map<String, byte[]>> found) throws IOException {
        List<String> names =
                paths.stream().map(path -> "/" + root.relativize(path)).toList();
        Path told = Files.createTempFile("ociunit-", ".attributes");
        try {
            List<Step> steps = List.of(
                    Step.of(Opcode.OPEN_FILE, TOLD, told.toString(), APPEND),
                    Step.of(Opcode.TELL_EXTENDED, Slots.FOLDER, TOLD, names));
            Launcher.shared().work("Could not read the extended attributes in " + root + ".", root, steps);
            ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(told)).order(ByteOrder.nativeOrder());
            while (records.hasRemaining()) {
                Path path = paths.get(records.getInt());
                byte[] name = new byte[records.getInt()];
                byte[] value = new byte[records.getInt()];
                records.get(name).get(value);
                found.computeIfAbsent(path, any -> new TreeMap<>())
                        .put(new String(name, StandardCharsets.UTF_8), value);
            }
        } finally {
            Files.delete(told);
        }
    }
}
