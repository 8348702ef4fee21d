package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * How the network packets of a cgroup are marked; what the documents call {@code network}. On cgroup v1 only.
 *
 * <p>runtime-spec config-linux.md, Network.
 *
 * @param classID the class of its packets (net_cls)
 * @param priorities the priorities of its traffic by interface (net_prio)
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record NetworkResources(
        @Unsigned(32) @Nullable Long classID,
        @Nullable List<InterfacePriority> priorities,
        @Unknown Map<String, Object> unknown)
        implements NetworkResourcesBuilder.With {
    public NetworkResources {
        priorities = Frozen.list(priorities);
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static NetworkResources empty() {
        return new NetworkResources(null, null, Map.of());
    }
}
