package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits of the cgroup: its parts, and those that are a rule or two. */
final class ResourceRules {
    private static final List<String> DEVICE_TYPES = List.of(DeviceRule.ALL, Device.CHARACTER, Device.BLOCK);
    private static final int NO_LIMIT = -1;

    private ResourceRules() {}

    static void check(@Nullable LinuxResources resources, Place at) {
        if (resources == null) {
            return;
        }
        at.clause("config-linux.md, Allowed Device list")
                .member("devices")
                .each(resources.devices(), ResourceRules::device);
        MemoryRules.check(
                resources.memory(), at.clause("config-linux.md, Memory").member("memory"));
        CpuRules.check(resources.cpu(), at.clause("config-linux.md, CPU").member("cpu"));
        pids(resources.pids(), at.clause("config-linux.md, PIDs").member("pids"));
        BlockIoRules.check(
                resources.blockIO(), at.clause("config-linux.md, Block IO").member("blockIO"));
        hugepages(
                resources.hugepageLimits(),
                at.clause("config-linux.md, Huge page limits").member("hugepageLimits"));
        network(resources.network(), at.clause("config-linux.md, Network").member("network"));
        at.clause("config-linux.md, RDMA").member("rdma").eachMember(resources.rdma(), ResourceRules::rdma);
        at.clause("config-linux.md, Unified").member("unified").eachMember(resources.unified(), ResourceRules::unified);
    }

    private static void device(DeviceRule rule, Place at) {
        at.member("type").oneOf(rule.type(), DEVICE_TYPES);
        // -1 means all, to runc, as an absent number does.
        at.member("major").within(rule.major(), NO_LIMIT, DeviceNodeRules.LAST_MAJOR);
        at.member("minor").within(rule.minor(), NO_LIMIT, DeviceNodeRules.LAST_MINOR);
        if (rule.access() == null || rule.access().isEmpty()) {
            at.member("access").warning("should be there: runc refuses a rule without it");
        } else if (!rule.access().matches("[rwm]+")) {
            at.member("access").error(rule.access(), "must be made of r, w and m");
        }
    }

    private static void pids(@Nullable Pids pids, Place at) {
        if (pids != null) {
            at.member("limit").atLeast(pids.limit(), NO_LIMIT);
        }
    }

    private static void hugepages(@Nullable List<HugepageLimit> limits, Place at) {
        at.each(limits, (limit, place) -> {
            if (!limit.pageSize().matches("[1-9]\\d*[KMG]B")) {
                place.member("pageSize").error(limit.pageSize(), "must be a size such as 64KB, 2MB or 1GB");
            }
        });
        at.distinct(limits, "pageSize", HugepageLimit::pageSize);
    }

    private static void network(@Nullable NetworkResources network, Place at) {
        if (network != null) {
            at.member("priorities")
                    .each(
                            network.priorities(),
                            (priority, place) -> place.member("name").notEmpty(priority.name()));
        }
    }

    private static void rdma(String name, Rdma limits, Place at) {
        if (limits.hcaHandles() == null && limits.hcaObjects() == null) {
            at.error("needs hcaHandles or hcaObjects");
        }
    }

    /** A name with a slash could reach the files of other cgroups. */
    private static void unified(String name, String value, Place at) {
        if (name.contains("/") || !name.contains(".") || name.startsWith(".") || name.contains("\0")) {
            at.error("must be the name of a file of a controller, such as memory.high");
        }
    }
}
