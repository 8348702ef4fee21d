package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section for Linux: its parts, and those that are a rule or two. */
final class LinuxRules {
    private static final List<String> PROPAGATIONS =
            List.of(Linux.SHARED, Linux.SLAVE, Linux.PRIVATE, Linux.UNBINDABLE);
    private static final List<String> DOMAINS = List.of(Personality.LINUX, Personality.LINUX32);

    private LinuxRules() {}

    static void check(@Nullable Linux linux, Place at) {
        if (linux == null) {
            return;
        }
        ContainerNamespaces namespaces = ContainerNamespaces.of(linux);
        NamespaceRules.check(linux, namespaces, at);
        SysctlRules.check(
                linux.sysctl(), namespaces, at.clause("config-linux.md, Sysctl").member("sysctl"));
        ResourceRules.check(linux.resources(), at.member("resources"));
        cgroup(linux.cgroupsPath(), at.clause("config-linux.md, Cgroups Path").member("cgroupsPath"));
        DeviceNodeRules.check(
                linux.devices(), at.clause("config-linux.md, Devices").member("devices"));
        NetDeviceRules.check(
                linux.netDevices(),
                namespaces,
                at.clause("config-linux.md, Network Devices").member("netDevices"));
        SeccompRules.check(
                linux.seccomp(), at.clause("config-linux.md, Seccomp").member("seccomp"));
        propagation(
                linux, at.clause("config-linux.md, Rootfs Mount Propagation").member("rootfsPropagation"));
        hidden(
                linux.maskedPaths(),
                namespaces,
                at.clause("config-linux.md, Masked Paths").member("maskedPaths"));
        hidden(
                linux.readonlyPaths(),
                namespaces,
                at.clause("config-linux.md, Readonly Paths").member("readonlyPaths"));
        IntelRdtRules.check(
                linux.intelRdt(), at.clause("config-linux.md, IntelRdt").member("intelRdt"));
        MemoryPolicyRules.check(
                linux.memoryPolicy(),
                at.clause("config-linux.md, Memory policy").member("memoryPolicy"));
        personality(
                linux.personality(), at.clause("config-linux.md, Personality").member("personality"));
    }

    /** A path that goes up could leave the place that the runtime may use. */
    private static void cgroup(@Nullable String path, Place at) {
        if (path != null && List.of(path.split("/", -1)).contains("..")) {
            at.error(path, "must not contain \"..\": say " + ContainerPath.normal(path));
        }
        at.text(path);
    }

    /** runc and crun know the recursive forms too, such as {@code rslave}. */
    private static void propagation(Linux linux, Place at) {
        String value = linux.rootfsPropagation();
        if (value != null
                && !value.isEmpty()
                && !(value.startsWith("r") && PROPAGATIONS.contains(value.substring(1)))) {
            at.oneOf(value, PROPAGATIONS);
        }
    }

    private static void hidden(@Nullable List<String> paths, ContainerNamespaces namespaces, Place at) {
        at.each(paths, (path, place) -> place.absolute(path));
        if (paths != null && !paths.isEmpty() && !namespaces.have(Namespace.MOUNT)) {
            at.error("needs a mount namespace in linux.namespaces: the paths are the runtime's own without it");
        }
    }

    private static void personality(@Nullable Personality personality, Place at) {
        if (personality == null) {
            return;
        }
        if (at.member("domain").required(personality.domain())) {
            at.member("domain").oneOf(personality.domain(), DOMAINS);
        }
        if (personality.flags() != null && !personality.flags().isEmpty()) {
            at.member("flags").warning("is ignored: none are defined yet");
        }
    }
}
