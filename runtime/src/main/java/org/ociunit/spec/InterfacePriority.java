package org.ociunit.spec;

import java.util.Map;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * The priority of a cgroup's traffic on one network interface.
 *
 * <p>runtime-spec config-linux.md, Network, {@code priorities}.
 *
 * @param name the interface, by its name on the host
 * @param priority the priority
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record InterfacePriority(
        String name, @Unsigned(32) long priority, @Unknown Map<String, Object> unknown)
        implements InterfacePriorityBuilder.With {
    public InterfacePriority {
        unknown = Frozen.tree(unknown);
    }

    /**
     * A priority.
     *
     * @param name the interface
     * @param priority its priority
     * @return the new record
     */
    public static InterfacePriority of(String name, long priority) {
        return new InterfacePriority(name, priority, Map.of());
    }
}
