package org.ociunit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.ociunit.spec.Mount;

/**
 * Where something is mounted in a container: those places, and their content, are not its root's.
 *
 * @param paths relative to the root
 */
record MountedPaths(Set<String> paths) {
    /**
     * Those that the kernel knows of, and those of the configuration: for a container without a process there are no
     * others.
     *
     * @param root the container's root, to be found from this process
     */
    static MountedPaths of(Container container, OptionalLong pid, Path root) throws IOException {
        Set<String> paths = new HashSet<>();
        for (Mount mount : Adjectives.mounts(container.spec())) {
            paths.add(
                    root.relativize(RootPath.resolve(root, mount.destination())).toString());
        }
        if (pid.isPresent()) {
            KernelView.of(pid.getAsLong())
                    .mounts()
                    .forEach(mount -> paths.add(mount.at().substring(1)));
        }
        paths.remove("");
        return new MountedPaths(paths);
    }

    boolean isAt(String path) {
        return paths.contains(path);
    }

    /** Whether something is mounted somewhere in a folder. */
    boolean isBelow(String folder) {
        return paths.stream().anyMatch(path -> path.startsWith(folder + "/"));
    }

    /** Whether something is mounted in a folder itself that an image has not. */
    boolean isMadeIn(String folder, Set<String> names) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return paths.stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                .anyMatch(name -> !names.contains(name));
    }
}
