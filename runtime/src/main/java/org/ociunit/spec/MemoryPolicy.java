package org.ociunit.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;

/**
 * Which NUMA nodes give memory.
 *
 * <p>runtime-spec config-linux.md, Memory policy; set_mempolicy(2).
 *
 * @param mode such as {@link #BIND}; required by config-linux.md
 * @param nodes the nodes, as a list such as {@code 0-3,7}
 * @param flags such as {@link #FLAG_STATIC_NODES}
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record MemoryPolicy(
        @Nullable String mode,
        @Nullable String nodes,
        @Nullable List<String> flags,
        @Unknown Map<String, Object> unknown)
        implements MemoryPolicyBuilder.With {
    /** The node of the CPU, as without a policy. */
    public static final String DEFAULT = "MPOL_DEFAULT";

    /** These nodes only. */
    public static final String BIND = "MPOL_BIND";

    /** These nodes in turn. */
    public static final String INTERLEAVE = "MPOL_INTERLEAVE";

    /** These nodes in turn, by weight. */
    public static final String WEIGHTED_INTERLEAVE = "MPOL_WEIGHTED_INTERLEAVE";

    /** This node first. */
    public static final String PREFERRED = "MPOL_PREFERRED";

    /** These nodes first. */
    public static final String PREFERRED_MANY = "MPOL_PREFERRED_MANY";

    /** The node of the CPU. */
    public static final String LOCAL = "MPOL_LOCAL";

    /** The kernel may move pages between these nodes. */
    public static final String FLAG_NUMA_BALANCING = "MPOL_F_NUMA_BALANCING";

    /** The nodes count within those that the process may use. */
    public static final String FLAG_RELATIVE_NODES = "MPOL_F_RELATIVE_NODES";

    /** The nodes stay when those that the process may use change. */
    public static final String FLAG_STATIC_NODES = "MPOL_F_STATIC_NODES";

    public MemoryPolicy {
        flags = Frozen.list(flags);
        unknown = Frozen.tree(unknown);
    }

    /**
     * A policy without nodes.
     *
     * @param mode such as {@link #LOCAL}
     * @return the new record
     */
    public static MemoryPolicy of(String mode) {
        return new MemoryPolicy(mode, null, null, Map.of());
    }
}
