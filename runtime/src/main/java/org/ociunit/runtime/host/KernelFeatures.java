package org.ociunit.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this machine's kernel offers to containers, where kernels differ.
 *
 * @param fileSystems the types of file systems that it knows now
 * @param modules the folder of its modules, by which it may know more; there need not be one
 * @param parameters the folder of its parameters, {@code /proc/sys}
 * @param namespaces the types of namespaces, by their names in {@code /proc/self/ns}
 * @param appArmor whether AppArmor is enabled
 * @param seLinux whether SELinux is enabled
 * @param resctrl whether a resctrl file system is mounted
 */
public record KernelFeatures(
        Set<String> fileSystems,
        Path modules,
        Path parameters,
        Set<String> namespaces,
        boolean appArmor,
        boolean seLinux,
        boolean resctrl) {
    private static final class Current {
        static final KernelFeatures FEATURES = read();
    }

    /** Copies the sets. */
    public KernelFeatures {
        fileSystems = Set.copyOf(fileSystems);
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * This machine's, as they were when they were first asked for.
     *
     * @return the features
     */
    public static KernelFeatures current() {
        return Current.FEATURES;
    }

    private static KernelFeatures read() {
        return new KernelFeatures(
                lines(Path.of("/proc/filesystems"))
                        .map(line -> line.substring(line.indexOf('\t') + 1))
                        .collect(Collectors.toSet()),
                Path.of("/lib/modules", Host.current().kernel()),
                Path.of("/proc/sys"),
                Stream.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")
                        .filter(name -> Files.exists(Path.of("/proc/self/ns", name)))
                        .collect(Collectors.toSet()),
                lines(Path.of("/sys/module/apparmor/parameters/enabled")).anyMatch("Y"::equals),
                Files.exists(Path.of("/sys/fs/selinux/enforce")),
                lines(Path.of("/proc/self/mounts")).anyMatch(line -> line.matches("\\S+ \\S+ resctrl .*")));
    }

    /** None where there is no such file: it comes with the feature. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException absent) {
            return Stream.empty();
        }
    }
}
