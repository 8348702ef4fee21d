package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.host.KernelFeatures;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * What is refused before anything is made, even where a bundle is not checked: what this machine has not, and a container
 * whose mounts would be the machine's.
 */
final class Refusals {
    private static final Path OWN_MOUNTS = Path.of("/proc/self/ns/mnt");

    private Refusals() {}

    /** Of a container. */
    static void check(String what, Spec spec, KernelFeatures kernel) {
        Linux linux = spec.linux();
        mounts(what, linux == null || linux.namespaces() == null ? List.of() : linux.namespaces());
        if (linux != null && linux.intelRdt() != null) {
            throw new UnsupportedByHostException(
                    what, "this runtime sets no classes of resctrl (linux.intelRdt).", "choose another runtime.");
        }
        if (spec.process() != null) {
            check(what, spec.process(), kernel);
        }
    }

    /** Of a process. */
    static void check(String what, ContainerProcess process, KernelFeatures kernel) {
        module(what, process.apparmorProfile(), kernel.appArmor(), "AppArmor", "process.apparmorProfile");
        module(what, process.selinuxLabel(), kernel.seLinux(), "SELinux", "process.selinuxLabel");
    }

    private static void module(String what, @Nullable String asked, boolean present, String name, String configPath) {
        if (asked != null && !asked.isEmpty() && !present) {
            throw new UnsupportedByHostException(
                    what,
                    name + " is not enabled on this machine (" + configPath + ": " + asked + ").",
                    "leave it out, or boot a kernel with " + name + ".");
        }
    }

    /** runc would mount on the machine itself, and leave it so. */
    private static void mounts(String what, List<Namespace> namespaces) {
        Namespace mounts = namespaces.stream()
                .filter(namespace -> namespace.type().equals(Namespace.MOUNT))
                .findFirst()
                .orElse(null);
        if (mounts == null) {
            throw new ContainerException(
                    what,
                    "it has no mount namespace, so that its mounts would be the machine's (linux.namespaces).",
                    "add {\"type\": \"mount\"} to linux.namespaces.");
        }
        if (isOwn(mounts.path())) {
            throw new ContainerException(
                    what,
                    "the mount namespace that it joins is the machine's, so that its mounts would be the machine's"
                            + " (linux.namespaces: " + mounts.path() + ").",
                    "leave out the path, for a new one, or name another container's.");
        }
    }

    private static boolean isOwn(@Nullable String path) {
        try {
            return path != null
                    && !path.isEmpty()
                    && Objects.equals(
                            Files.getAttribute(Path.of(path), "unix:ino"), Files.getAttribute(OWN_MOUNTS, "unix:ino"));
        } catch (IOException unknown) {
            return false; // the join will tell
        }
    }
}
