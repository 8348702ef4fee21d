package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * What a container is on Linux.
 *
 * <p>runtime-spec config-linux.md.
 *
 * @param uidMappings the user ids of a new user namespace
 * @param gidMappings the group ids of a new user namespace
 * @param sysctl kernel parameters of the container's namespaces, such as {@code net.ipv4.ip_forward}
 * @param resources the limits of its cgroup; absent sets none
 * @param cgroupsPath its cgroup: absolute counts from the mount of the cgroups, relative from where the runtime says;
 *     absent leaves it to the runtime
 * @param namespaces the namespaces it does not share with the runtime, one of a type
 * @param devices the device nodes it has beside the default ones
 * @param netDevices the network devices that move into the container, by their name on the host
 * @param seccomp the filter of system calls; absent filters none
 * @param rootfsPropagation how mounts below the root propagate, such as {@link #PRIVATE}; by default left to the
 *     runtime
 * @param maskedPaths absolute paths that cannot be read in the container
 * @param readonlyPaths absolute paths that cannot be written in the container
 * @param mountLabel the SELinux label of the mounts
 * @param intelRdt shares of caches and memory bandwidth on Intel CPUs
 * @param memoryPolicy which NUMA nodes give memory
 * @param personality the execution domain
 * @param timeOffsets how far the clocks of a new time namespace are ahead, by clock: {@link TimeOffset#BOOTTIME} or
 *     {@link TimeOffset#MONOTONIC}
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Linux(
        @Nullable List<IdMapping> uidMappings,
        @Nullable List<IdMapping> gidMappings,
        @Nullable Map<String, String> sysctl,
        @Nullable LinuxResources resources,
        @Nullable String cgroupsPath,
        @Nullable List<Namespace> namespaces,
        @Nullable List<Device> devices,
        @Nullable Map<String, NetDevice> netDevices,
        @Nullable Seccomp seccomp,
        @Nullable String rootfsPropagation,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readonlyPaths,
        @Nullable String mountLabel,
        @Nullable IntelRdt intelRdt,
        @Nullable MemoryPolicy memoryPolicy,
        @Nullable Personality personality,
        @Nullable Map<String, TimeOffset> timeOffsets,
        @Unknown Map<String, Object> unknown)
        implements LinuxBuilder.With {
    /** Mounts neither leave nor enter. */
    public static final String PRIVATE = "private";

    /** Mounts propagate both ways. */
    public static final String SHARED = "shared";

    /** Mounts enter and do not leave. */
    public static final String SLAVE = "slave";

    /** Private, and cannot be bound elsewhere. */
    public static final String UNBINDABLE = "unbindable";

    public Linux {
        uidMappings = Frozen.list(uidMappings);
        gidMappings = Frozen.list(gidMappings);
        sysctl = Frozen.map(sysctl);
        namespaces = Frozen.list(namespaces);
        devices = Frozen.list(devices);
        netDevices = Frozen.map(netDevices);
        maskedPaths = Frozen.list(maskedPaths);
        readonlyPaths = Frozen.list(readonlyPaths);
        timeOffsets = Frozen.map(timeOffsets);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Linux empty() {
        return new Linux(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                Map.of());
    }
}
