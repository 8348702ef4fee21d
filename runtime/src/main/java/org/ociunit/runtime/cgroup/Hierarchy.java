package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tree of groups as it is mounted here.
 *
 * @param controllers what it controls; on version 1 maybe only its name, such as {@code name=systemd}; none on version 2,
 *     where each group tells its own
 * @param mountPoint where its topmost group is seen, which need not be the hierarchy's own root
 * @param own the folder of this process's group
 */
record Hierarchy(List<String> controllers, Path mountPoint, Path own) {
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    Hierarchy {
        controllers = List.copyOf(controllers);
    }

    boolean isUnified() {
        return controllers.isEmpty();
    }

    boolean isNamed() {
        return controllers.stream().allMatch(controller -> controller.startsWith("name="));
    }

    /**
     * Those that are mounted.
     *
     * @param groups what {@code /proc/self/cgroup} has
     * @param mounts what {@code /proc/self/mountinfo} has
     */
    static List<Hierarchy> read(String groups, String mounts) {
        List<Mounted> mounted =
                mounts.lines().flatMap(line -> Mounted.of(line).stream()).toList();
        List<Hierarchy> found = new ArrayList<>();
        for (String line : groups.lines().toList()) {
            String[] parts = line.split(":", 3);
            List<String> controllers = parts[1].isEmpty() ? List.of() : List.of(parts[1].split(",", -1));
            mounted.stream()
                    .filter(mount -> mount.holds(controllers))
                    .findFirst()
                    .map(mount -> new Hierarchy(controllers, mount.point, mount.folderOf(Path.of(parts[2]))))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** A line of mountinfo: {@code id parent device root point options... - type source super-options}, proc(5). */
    private record Mounted(Path root, Path point, boolean unified, List<String> options) {
        static Optional<Mounted> of(String line) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ", -1);
            String[] right = halves[1].split(" ", -1);
            if (!right[0].equals("cgroup") && !right[0].equals("cgroup2")) {
                return Optional.empty();
            }
            return Optional.of(new Mounted(
                    Path.of(plain(left[3])),
                    Path.of(plain(left[4])),
                    right[0].equals("cgroup2"),
                    Arrays.asList(right[2].split(",", -1))));
        }

        boolean holds(List<String> controllers) {
            return controllers.isEmpty() ? unified : !unified && options.containsAll(controllers);
        }

        /** A container sees its own part of the hierarchy only; what is beyond it has no folder, and the top stands in. */
        Path folderOf(Path group) {
            return group.startsWith(root) ? point.resolve(root.relativize(group)) : point;
        }

        private static String plain(String escaped) {
            return ESCAPED.matcher(escaped)
                    .replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 8)));
        }
    }
}
