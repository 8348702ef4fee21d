package org.ociunit.spec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code runc spec} of runc 1.5.1 writes. */
final class Defaults {
    private static final List<String> NAMESPACES =
            List.of(Namespace.PID, Namespace.NETWORK, Namespace.IPC, Namespace.UTS, Namespace.MOUNT);

    private static final List<Mount> MOUNTS = List.of(
            Mount.of("/proc", "proc", "proc"),
            Mount.of("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount.of(
                    "/dev/pts",
                    "devpts",
                    "devpts",
                    "nosuid",
                    "noexec",
                    "newinstance",
                    "ptmxmode=0666",
                    "mode=0620",
                    "gid=5"),
            Mount.of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Mount.of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            Mount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));

    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/sys/firmware",
            "/proc/scsi");

    private static final List<String> READONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private Defaults() {}

    static Spec rootful(boolean cgroupV2) {
        LinuxResources noDevices = LinuxResources.empty().withDevices(List.of(DeviceRule.of(false, "rwm")));
        return common(linux(cgroupV2).withResources(noDevices), MOUNTS);
    }

    /** In a user namespace, without a network of its own, and without what an ordinary user cannot have. */
    static Spec rootless(long uid, long gid, boolean cgroupV2) {
        List<Namespace> namespaces = new ArrayList<>(namespaces(cgroupV2));
        namespaces.removeIf(namespace -> namespace.type().equals(Namespace.NETWORK));
        namespaces.add(Namespace.of(Namespace.USER));
        Linux linux = linux(cgroupV2)
                .withUidMappings(List.of(IdMapping.of(0, uid, 1)))
                .withGidMappings(List.of(IdMapping.of(0, gid, 1)))
                .withNamespaces(namespaces);
        return common(linux, MOUNTS.stream().map(Defaults::rootless).toList());
    }

    private static Spec common(Linux linux, List<Mount> mounts) {
        return Spec.empty()
                .withProcess(process())
                .withRoot(Root.of("rootfs").withReadonly(true))
                .withHostname("runc")
                .withMounts(mounts)
                .withLinux(linux);
    }

    private static ContainerProcess process() {
        return ContainerProcess.of("sh")
                .withTerminal(true)
                .withEnv(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"))
                .withCapabilities(Capabilities.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"))
                .withRlimits(List.of(Rlimit.of(Rlimit.NOFILE, 1024)))
                .withNoNewPrivileges(true);
    }

    private static Linux linux(boolean cgroupV2) {
        return Linux.empty()
                .withNamespaces(namespaces(cgroupV2))
                .withMaskedPaths(MASKED)
                .withReadonlyPaths(READONLY);
    }

    private static List<Namespace> namespaces(boolean cgroupV2) {
        List<Namespace> namespaces = new ArrayList<>();
        NAMESPACES.forEach(type -> namespaces.add(Namespace.of(type)));
        if (cgroupV2) {
            namespaces.add(Namespace.of(Namespace.CGROUP));
        }
        return namespaces;
    }

    /** A new sysfs needs a network namespace of one's own; a foreign group id cannot be given to a mount. */
    private static Mount rootless(Mount mount) {
        if (mount.destination().equals("/sys")) {
            return Mount.of("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");
        }
        return mount.withOptions(withoutOwner(mount.options()));
    }

    private static @Nullable List<String> withoutOwner(@Nullable List<String> options) {
        return options == null
                ? null
                : options.stream().filter(option -> !option.startsWith("gid=")).toList();
    }
}
