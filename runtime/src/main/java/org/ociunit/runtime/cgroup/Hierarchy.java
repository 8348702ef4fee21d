package org.ociunit.runtime.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.runtime.host.Mounted;

/**
 * A tree of groups as it is mounted here.
 *
 * @param controllers what it controls; on version 1 maybe only its name, such as {@code name=systemd}; none on version 2,
 *     where each group tells its own
 * @param mountPoint where its topmost group is seen, which need not be the hierarchy's own root
 * @param own the folder of this process's group
 */
record Hierarchy(List<String> controllers, Path mountPoint, Path own) {
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
        List<Mounted> mounted = Mounted.read(mounts);
        List<Hierarchy> found = new ArrayList<>();
        for (String line : groups.lines().toList()) {
            String[] parts = line.split(":", 3);
            List<String> controllers = parts[1].isEmpty() ? List.of() : List.of(parts[1].split(",", -1));
            mounted.stream()
                    .filter(mount -> holds(mount, controllers))
                    .findFirst()
                    .map(mount ->
                            new Hierarchy(controllers, Path.of(mount.point()), folderOf(Path.of(parts[2]), mount)))
                    .ifPresent(found::add);
        }
        return found;
    }

    private static boolean holds(Mounted mount, List<String> controllers) {
        return controllers.isEmpty()
                ? mount.type().equals("cgroup2")
                : mount.type().equals("cgroup") && mount.options().containsAll(controllers);
    }

    /** A container sees its own part of the hierarchy only; what is beyond it has no folder, and the top stands in. */
    private static Path folderOf(Path group, Mounted mount) {
        Path root = Path.of(mount.root());
        Path point = Path.of(mount.point());
        return group.startsWith(root) ? point.resolve(root.relativize(group)) : point;
    }
}
