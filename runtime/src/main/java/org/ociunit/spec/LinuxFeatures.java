package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * What a runtime can do on Linux. Absent means that the runtime does not tell.
 *
 * <p>runtime-spec features-linux.md.
 *
 * @param namespaces the types of namespaces, such as {@code time}
 * @param capabilities the capabilities that it knows, such as {@code CAP_CHOWN}
 * @param cgroup control groups
 * @param seccomp filters of system calls
 * @param apparmor AppArmor
 * @param selinux SELinux
 * @param intelRdt Intel's resource director
 * @param memoryPolicy NUMA memory policies
 * @param mountExtensions further properties of mounts
 * @param netDevices network devices that move into a container
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record LinuxFeatures(
        @Nullable List<String> namespaces,
        @Nullable List<String> capabilities,
        @Nullable CgroupFeatures cgroup,
        @Nullable SeccompFeatures seccomp,
        @Nullable Enabled apparmor,
        @Nullable Enabled selinux,
        @Nullable IntelRdtFeatures intelRdt,
        @Nullable MemoryPolicyFeatures memoryPolicy,
        @Nullable MountExtensions mountExtensions,
        @Nullable Enabled netDevices,
        @Unknown Map<String, Object> unknown)
        implements LinuxFeaturesBuilder.With {
    public LinuxFeatures {
        namespaces = Frozen.list(namespaces);
        capabilities = Frozen.list(capabilities);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing told: begin here.
     *
     * @return the new record
     */
    public static LinuxFeatures empty() {
        return new LinuxFeatures(null, null, null, null, null, null, null, null, null, null, Map.of());
    }

    /**
     * Whether something can be done.
     *
     * @param enabled null where the runtime does not tell
     */
    public record Enabled(@Nullable Boolean enabled) {}

    /**
     * Control groups.
     *
     * @param v1 version 1
     * @param v2 version 2
     * @param systemd through systemd, for root
     * @param systemdUser through systemd, for ordinary users
     * @param rdma the rdma controller
     */
    public record CgroupFeatures(
            @Nullable Boolean v1,
            @Nullable Boolean v2,
            @Nullable Boolean systemd,
            @Nullable Boolean systemdUser,
            @Nullable Boolean rdma) {}

    /**
     * Filters of system calls.
     *
     * @param enabled whether there are any
     * @param actions such as {@code SCMP_ACT_NOTIFY}
     * @param operators such as {@code SCMP_CMP_EQ}
     * @param archs such as {@code SCMP_ARCH_X86_64}
     * @param knownFlags the flags that are known
     * @param supportedFlags the flags that work
     */
    public record SeccompFeatures(
            @Nullable Boolean enabled,
            @Nullable List<String> actions,
            @Nullable List<String> operators,
            @Nullable List<String> archs,
            @Nullable List<String> knownFlags,
            @Nullable List<String> supportedFlags) {
        public SeccompFeatures {
            actions = Frozen.list(actions);
            operators = Frozen.list(operators);
            archs = Frozen.list(archs);
            knownFlags = Frozen.list(knownFlags);
            supportedFlags = Frozen.list(supportedFlags);
        }
    }

    /**
     * Intel's resource director.
     *
     * @param enabled whether it can be used
     * @param schemata whether whole schemata can be given
     * @param monitoring whether its use can be measured
     */
    public record IntelRdtFeatures(
            @Nullable Boolean enabled,
            @Nullable Boolean schemata,
            @Nullable Boolean monitoring) {}

    /**
     * NUMA memory policies.
     *
     * @param modes such as {@code MPOL_BIND}
     * @param flags such as {@code MPOL_F_STATIC_NODES}
     */
    public record MemoryPolicyFeatures(
            @Nullable List<String> modes, @Nullable List<String> flags) {
        public MemoryPolicyFeatures {
            modes = Frozen.list(modes);
            flags = Frozen.list(flags);
        }
    }

    /**
     * Further properties of mounts.
     *
     * @param idmap mounts with id maps of their own
     */
    public record MountExtensions(@Nullable Enabled idmap) {}
}
