package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * What is mounted in a container but comes from the machine. An image of the container has only the names of it, and
 * whoever restores the image tells what they stand for.
 */
public final class ExternalMounts {
    private ExternalMounts() {}

    /**
     * The mounts.
     *
     * @param spec what the container is made from
     * @param bundle the folder that relative sources start from
     * @param groups the container's control groups' folders by controller; one of version 2 has no name
     * @return for each destination, in the order of mounting, what is bound there
     */
    public static Map<String, Path> of(Spec spec, Path bundle, Map<String, Path> groups) {
        Map<String, Path> external = new LinkedHashMap<>();
        for (Mount mount : mounts(spec)) {
            MountOptions options = MountOptions.of(mount);
            if (options.bind() && !options.remount()) {
                String source = Objects.requireNonNullElse(mount.source(), "");
                external.put(mount.destination(), bundle.resolve(source).normalize());
            } else if ("cgroup".equals(mount.type()) && !groups.keySet().equals(Set.of(""))) {
                MountSteps.controllersOf(groups)
                        .forEach((folder, names) ->
                                external.put(mount.destination() + "/" + String.join(",", names), folder));
            }
        }
        Linux linux = spec.linux();
        if (hasUsers(linux)) {
            DeviceSteps.boundPaths(linux).forEach(device -> external.putIfAbsent(device, Path.of(device)));
        }
        return external;
    }

    /**
     * The places of mounts whose ids are mapped.
     *
     * @param spec what the container is made from
     * @return such as {@code mounts[2]}
     */
    public static List<String> idMapped(Spec spec) {
        List<Mount> mounts = mounts(spec);
        return java.util.stream.IntStream.range(0, mounts.size())
                .filter(index -> MountOptions.of(mounts.get(index)).idMapped())
                .mapToObj(index -> "mounts[" + index + "]")
                .toList();
    }

    private static List<Mount> mounts(Spec spec) {
        return Objects.requireNonNullElse(spec.mounts(), List.of());
    }

    private static boolean hasUsers(@org.jspecify.annotations.Nullable Linux linux) {
        return linux != null
                && linux.namespaces() != null
                && linux.namespaces().stream()
                        .anyMatch(namespace -> namespace.type().equals(Namespace.USER));
    }
}
