package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * The limits of a container's cgroup. What is absent is not touched.
 *
 * <p>runtime-spec config-linux.md, Control groups.
 *
 * @param devices which devices it may use
 * @param memory memory and swap
 * @param cpu CPU time, and which CPUs
 * @param pids the number of tasks
 * @param blockIO input and output of block devices
 * @param hugepageLimits huge pages, by page size
 * @param network marks and priorities of network packets
 * @param rdma RDMA resources, by device
 * @param unified files of cgroup v2 and what to write into them, such as {@code memory.high}
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record LinuxResources(
        @Nullable List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids,
        @Nullable BlockIo blockIO,
        @Nullable List<HugepageLimit> hugepageLimits,
        @Nullable NetworkResources network,
        @Nullable Map<String, Rdma> rdma,
        @Nullable Map<String, String> unified,
        @Unknown Map<String, Object> unknown)
        implements LinuxResourcesBuilder.With {
    public LinuxResources {
        devices = Frozen.list(devices);
        hugepageLimits = Frozen.list(hugepageLimits);
        rdma = Frozen.map(rdma);
        unified = Frozen.map(unified);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static LinuxResources empty() {
        return new LinuxResources(null, null, null, null, null, null, null, null, null, Map.of());
    }
}
