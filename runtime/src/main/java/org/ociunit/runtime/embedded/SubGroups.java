package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.cgroup.Cgroup;

/**
 * Control groups below a container's, as runc's {@code exec --cgroup} names them: {@code workers}, or on version 1
 * {@code memory,cpu:workers} for some controllers each; for the others it is the container's then, which is {@code /}.
 *
 * @param what the sentence for when they are of no use
 * @param paths where they are below the container's group and never out of it: by controller, or the one for all under
 *     {@link #ALL}; empty for the container's own
 */
record SubGroups(String what, Map<String, Path> paths) {
    private static final String ALL = "";

    static SubGroups of(List<String> texts, String what) {
        SubGroups groups = new SubGroups(what, new LinkedHashMap<>());
        if (texts.size() > 1 && !texts.stream().allMatch(text -> text.contains(":"))) {
            throw groups.refusal(
                    "of several groups each is for some controllers, and one of " + texts + " names none.",
                    "name them, such as memory:workers.");
        }
        texts.forEach(groups::add);
        return groups;
    }

    private void add(String text) {
        int colon = text.indexOf(':');
        String below = text.substring(colon + 1);
        Path path = Path.of(below.replaceFirst("^/+", "")).normalize();
        if (below.isEmpty() || path.startsWith("..")) {
            throw refusal(text + " is no control group below the container's.", "name one such as workers.");
        }
        for (String controller : text.substring(0, Math.max(colon, 0)).split(",", -1)) {
            if (colon >= 0 && controller.isEmpty()) {
                throw refusal(text + " has a controller without a name.", "name one such as memory:workers.");
            }
            if (paths.put(controller, path) != null) {
                throw refusal("two groups are given for " + controller + ".", "give one.");
            }
        }
    }

    /** The files that a process is put into them by, and into the container's own groups for all other controllers. */
    List<Path> procsFiles(Cgroup group) {
        requireKnown(group);
        Map<Path, Path> folders = new LinkedHashMap<>();
        group.folders().forEach((controller, folder) -> {
            Path path = paths.getOrDefault(controller, paths.get(ALL));
            folders.merge(
                    folder,
                    path == null ? folder : folder.resolve(path),
                    (one, other) -> one.equals(folder) ? other : one);
        });
        return folders.values().stream()
                .map(folder -> folder.resolve("cgroup.procs"))
                .toList();
    }

    private void requireKnown(Cgroup group) {
        var known = group.folders().keySet();
        paths.keySet().stream()
                .filter(controller -> !controller.equals(ALL) && !known.contains(controller))
                .findFirst()
                .ifPresent(controller -> {
                    throw refusal(
                            "the container has no group of its own for " + controller + ".",
                            "name some of " + String.join(", ", known) + ", or none.");
                });
    }

    private ContainerException refusal(String why, String fix) {
        return new ContainerException(what, why, fix);
    }
}
