package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.cgroup.Cgroup;

/**
 * A control group below a container's, as runc's {@code exec --cgroup} names it: {@code workers}, or on version 1
 * {@code memory,cpu:workers} for some controllers alone; for the others it is the container's then.
 *
 * @param text as it was given
 * @param controllers those it is for; none are all
 * @param path below the container's group, never empty and never out of it
 */
record SubGroup(String text, Set<String> controllers, Path path) {
    static SubGroup of(String text, String what) {
        int colon = text.indexOf(':');
        Set<String> controllers =
                colon < 0 ? Set.of() : Set.of(text.substring(0, colon).split(","));
        Path path = Path.of(text.substring(colon + 1).replaceFirst("^/+", "")).normalize();
        if (path.toString().isEmpty() || path.startsWith("..")) {
            throw new ContainerException(
                    what, text + " is no control group below the container's.", "name one such as workers.");
        }
        return new SubGroup(text, controllers, path);
    }

    /** The files that a process is put into it by, and into the container's own groups for all other controllers. */
    List<Path> procsFiles(Cgroup group, String what) {
        Set<String> known = group.folders().keySet();
        if (!known.containsAll(controllers)) {
            throw new ContainerException(
                    what,
                    text + " names a controller that the container has no group of its own for.",
                    "name some of " + String.join(", ", known) + ", or none.");
        }
        Map<Path, Boolean> folders = new LinkedHashMap<>();
        group.folders()
                .forEach((controller, folder) -> folders.merge(
                        folder, controllers.isEmpty() || controllers.contains(controller), (a, b) -> a || b));
        List<Path> files = new ArrayList<>();
        folders.forEach((folder, below) -> files.add((below ? folder.resolve(path) : folder).resolve("cgroup.procs")));
        return files;
    }
}
