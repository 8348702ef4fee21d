package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The control groups that this process is in, a folder in each hierarchy (cgroups(7)).
 *
 * @param folders those, as {@code /proc/self/cgroup} names them below the mounts
 * @param mounts the tops of the hierarchies, as {@code /proc/self/mountinfo} has them
 */
record OwnGroups(List<Path> folders, List<Path> mounts) {
    static OwnGroups read() throws IOException {
        Map<String, Path> mounts = mountsByController();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/cgroup"))) {
            List<Path> folders = lines.map(line -> line.split(":", 3))
                    .flatMap(group -> Optional.ofNullable(mounts.get(group[1].split(",", -1)[0]))
                            .map(mount -> mount.resolve(group[2].substring(1)))
                            .stream())
                    .toList();
            return new OwnGroups(folders, List.copyOf(mounts.values()));
        }
    }

    private static Map<String, Path> mountsByController() throws IOException {
        Map<String, Path> mounts = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            lines.map(line -> line.split(" - ", 2)).forEach(parts -> {
                Path mount = Path.of(parts[0].split(" ", -1)[4]);
                String[] system = parts[1].split(" ", -1);
                if (system[0].equals("cgroup2")) {
                    mounts.putIfAbsent("", mount);
                } else if (system[0].equals("cgroup")) {
                    Arrays.stream(system[2].split(",", -1)).forEach(word -> mounts.putIfAbsent(word, mount));
                }
            });
        }
        return mounts;
    }

    /** Removes what a command that failed has left: groups whose names begin so, in our own or at the top. */
    void remove(String prefix) throws IOException {
        Set<Path> parents = new LinkedHashSet<>(folders);
        parents.addAll(mounts);
        for (Path parent : parents) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, prefix + "*")) {
                for (Path group : groups) {
                    Files.deleteIfExists(group);
                }
            }
        }
    }
}
