package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs to know beside the configuration.
 *
 * @param bundle the folder that relative sources of mounts start from
 * @param root the root file system, an absolute path
 * @param folder the container's folder in the state directory
 * @param terminal the size of its terminal in rows and columns, or null if it has none
 * @param preserved how many files the program gets behind its standard streams
 * @param attached whether it ends with the launcher
 * @param pivots whether the root is changed by pivot_root(2)
 * @param bareMounts where the machine's own procfs and sysfs are mounted. A root that is not pivoted leaves them where they
 *     are, and while they are there the kernel lets the container mount others with nothing masked in them.
 * @param keyring the name of a session keyring of its own, or null
 * @param enrolment the {@code cgroup.procs} files that it joins its control groups by
 * @param groups the folders of the control groups that it is in, its own if it has any, by controller; one of version 2 has
 *     no name
 * @param waitsForHooks whether it waits before the root is changed
 * @param uid the user that the launcher runs as
 * @param gid the group that the launcher runs as
 * @param mappers the programs {@code newuidmap} and {@code newgidmap}, or null where there are none
 * @param layering what the root is laid over, or null if it is the folder itself; the folder is where it is mounted then
 */
public record Setting(
        Path bundle,
        Path root,
        Path folder,
        @Nullable Size terminal,
        int preserved,
        boolean attached,
        boolean pivots,
        List<String> bareMounts,
        @Nullable String keyring,
        List<String> enrolment,
        Map<String, Path> groups,
        boolean waitsForHooks,
        long uid,
        long gid,
        @Nullable Mappers mappers,
        @Nullable Layering layering) {
    /**
     * A terminal's size.
     *
     * @param rows its height in characters
     * @param columns its width in characters
     * @param isPlain whether lines end on it as the program writes them, without a carriage return
     */
    public record Size(int rows, int columns, boolean isPlain) {
        /** Its arguments of {@link Opcode#PTY}. */
        Step step() {
            return Step.of(Opcode.PTY, Slots.MASTER, Slots.OTHER_SIDE, Slots.ROOT, rows, columns, isPlain ? 1 : 0)
                    .from("process.terminal");
        }
    }

    /**
     * The programs that write an ordinary user's subordinate ids.
     *
     * @param uids the path of {@code newuidmap}
     * @param gids the path of {@code newgidmap}
     */
    public record Mappers(String uids, String gids) {}

    /** Copies the lists and the map. */
    public Setting {
        bareMounts = List.copyOf(bareMounts);
        enrolment = List.copyOf(enrolment);
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    }

    boolean isRoot() {
        return uid == 0;
    }
}
