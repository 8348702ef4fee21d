package org.ociunit.runtime.host;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** What the machine must have. */
final class MachineRules {
    private static final Map<String, String> NAMES = Map.of(
            Namespace.PID, "pid",
            Namespace.NETWORK, "net",
            Namespace.MOUNT, "mnt",
            Namespace.IPC, "ipc",
            Namespace.UTS, "uts",
            Namespace.USER, "user",
            Namespace.CGROUP, "cgroup",
            Namespace.TIME, "time");

    private MachineRules() {}

    /** The name of a type of namespaces in {@code /proc/self/ns}; nothing for an unknown one. */
    static String name(Namespace namespace) {
        return NAMES.getOrDefault(namespace.type(), "");
    }

    static boolean has(List<Namespace> namespaces, String type) {
        return namespaces.stream().anyMatch(namespace -> namespace.type().equals(type));
    }

    static List<Namespace> namespaces(Spec spec) {
        return spec.linux() == null || spec.linux().namespaces() == null
                ? List.of()
                : spec.linux().namespaces();
    }

    static void check(Spec spec, Host host, KernelFeatures kernel, Findings findings) {
        security(spec.process(), kernel, findings);
        user(spec, host, findings);
        namespaces(spec, kernel, findings);
        Linux linux = spec.linux();
        if (linux == null) {
            return;
        }
        cgroups(linux.resources(), host, findings);
        if (linux.mountLabel() != null && !linux.mountLabel().isEmpty() && !kernel.seLinux()) {
            findings.warning(
                    "linux.mountLabel",
                    linux.mountLabel(),
                    "needs SELinux, which is not enabled on this machine",
                    "config-linux.md, Mount Label");
        }
        if (linux.intelRdt() != null && !kernel.resctrl()) {
            findings.error(
                    "linux.intelRdt",
                    null,
                    "needs a resctrl file system, and none is mounted on this machine",
                    "config-linux.md, IntelRdt");
        }
    }

    private static void security(@Nullable ContainerProcess process, KernelFeatures kernel, Findings findings) {
        String clause = "config.md, Linux Process";
        String profile = process == null ? null : process.apparmorProfile();
        if (profile != null && !profile.isEmpty() && !kernel.appArmor()) {
            findings.error(
                    "process.apparmorProfile", profile, "needs AppArmor, which is not enabled on this machine", clause);
        }
        String label = process == null ? null : process.selinuxLabel();
        if (label != null && !label.isEmpty() && !kernel.seLinux()) {
            findings.error(
                    "process.selinuxLabel", label, "needs SELinux, which is not enabled on this machine", clause);
        }
    }

    /** An ordinary user gets the right to all other namespaces by a user namespace. */
    private static void user(Spec spec, Host host, Findings findings) {
        if (host.isRoot()) {
            return;
        }
        if (!has(namespaces(spec), Namespace.USER)) {
            findings.error(
                    "linux.namespaces",
                    null,
                    "needs a user namespace: this is user " + host.uid() + ", not root",
                    "user_namespaces(7)");
        }
        if (spec.linux() != null
                && spec.linux().netDevices() != null
                && !spec.linux().netDevices().isEmpty()) {
            findings.error(
                    "linux.netDevices",
                    null,
                    "needs root, and this is user " + host.uid(),
                    "config-linux.md, Network Devices");
        }
    }

    private static void namespaces(Spec spec, KernelFeatures kernel, Findings findings) {
        List<Namespace> namespaces = namespaces(spec);
        for (int index = 0; index < namespaces.size(); index++) {
            String name = name(namespaces.get(index));
            if (!name.isEmpty() && !kernel.namespaces().contains(name)) {
                findings.error(
                        "linux.namespaces[" + index + "].type",
                        namespaces.get(index).type(),
                        "is no type of namespaces that this machine's kernel has",
                        "config-linux.md, Namespaces");
            }
        }
    }

    private static void cgroups(@Nullable LinuxResources resources, Host host, Findings findings) {
        if (resources == null) {
            return;
        }
        if (resources.unified() != null && !resources.unified().isEmpty() && !host.hasCgroupV2()) {
            findings.error(
                    "linux.resources.unified",
                    null,
                    "needs cgroup v2, which this machine does not have or not alone",
                    "config-linux.md, Unified");
        }
        if (resources.network() != null && host.hasCgroupV2()) {
            findings.warning(
                    "linux.resources.network",
                    null,
                    "is ignored: this machine has cgroup v2, which marks no packets",
                    "config-linux.md, Network");
        }
    }
}
