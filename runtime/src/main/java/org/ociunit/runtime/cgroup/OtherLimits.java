package org.ociunit.runtime.cgroup;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.HugepageLimit;
import org.ociunit.spec.InterfacePriority;
import org.ociunit.spec.NetworkResources;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Rdma;

/** The limits that are a line or two. */
final class OtherLimits {
    private OtherLimits() {}

    /** Both versions. With 0, init could not be cloned into the group; with 1 it can, and start nobody, which is meant. */
    static void pids(Pids pids, Limits limits) {
        Long limit = pids.limit();
        limits.text("pids.max", limit == null ? null : Limits.orMax(limit == 0 ? 1 : limit), "pids.limit");
    }

    /** What is reserved for later counts, too, where the kernel knows of it. */
    static void hugepages(List<HugepageLimit> pages, String suffix, Limits limits) {
        for (int index = 0; index < pages.size(); index++) {
            HugepageLimit page = pages.get(index);
            String value = Long.toUnsignedString(page.limit());
            String member = "hugepageLimits[" + index + "]";
            limits.text("hugetlb." + page.pageSize() + suffix, value, member)
                    .lenient("hugetlb." + page.pageSize() + ".rsvd" + suffix, value, member);
        }
    }

    /** Both versions. */
    static void rdma(Map<String, Rdma> devices, Limits limits) {
        devices.forEach((device, rdma) -> limits.text(
                "rdma.max",
                device + part(" hca_handle=", rdma.hcaHandles()) + part(" hca_object=", rdma.hcaObjects()),
                "rdma." + device));
    }

    static void classes(NetworkResources network, Limits limits) {
        limits.unsigned("net_cls.classid", network.classID(), "network.classID");
    }

    static void priorities(NetworkResources network, Limits limits) {
        List<InterfacePriority> priorities = network.priorities() == null ? List.of() : network.priorities();
        for (int index = 0; index < priorities.size(); index++) {
            InterfacePriority priority = priorities.get(index);
            limits.text(
                    "net_prio.ifpriomap",
                    priority.name() + " " + priority.priority(),
                    "network.priorities[" + index + "]");
        }
    }

    static void networkOfV2(NetworkResources network, Limits limits) {
        boolean priorities =
                network.priorities() != null && !network.priorities().isEmpty();
        limits.refuse(
                Limits.isSet(network.classID()) || priorities,
                priorities ? "network.priorities" : "network.classID",
                "version 2 of control groups does not mark packets.",
                "leave it out, and match the control group in the packet filter instead.");
    }

    /** A file takes one line at a time, such as one device's. */
    static void unified(String file, String value, Limits limits) {
        if (file.contains("/") || !file.contains(".")) {
            throw new ContainerException(
                    "Could not set " + limits.at("unified." + file) + ".",
                    "it is not the name of a file of a controller.",
                    "name one, such as memory.high.");
        }
        value.lines().forEach(line -> limits.text(file, line, "unified." + file));
    }

    private static String part(String key, @Nullable Long value) {
        return value == null ? "" : key + value;
    }
}
