package org.ociunit.spec;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which NUMA nodes give memory: set_mempolicy(2). */
final class MemoryPolicyRules {
    private static final List<String> MODES = List.of(
            MemoryPolicy.DEFAULT,
            MemoryPolicy.BIND,
            MemoryPolicy.INTERLEAVE,
            MemoryPolicy.WEIGHTED_INTERLEAVE,
            MemoryPolicy.PREFERRED,
            MemoryPolicy.PREFERRED_MANY,
            MemoryPolicy.LOCAL);
    private static final List<String> FLAGS =
            List.of(MemoryPolicy.FLAG_NUMA_BALANCING, MemoryPolicy.FLAG_RELATIVE_NODES, MemoryPolicy.FLAG_STATIC_NODES);
    private static final Set<String> WITHOUT_NODES = Set.of(MemoryPolicy.DEFAULT, MemoryPolicy.LOCAL);
    private static final Set<String> WITH_NODES = Set.of(
            MemoryPolicy.BIND, MemoryPolicy.INTERLEAVE, MemoryPolicy.WEIGHTED_INTERLEAVE, MemoryPolicy.PREFERRED_MANY);

    private MemoryPolicyRules() {}

    static void check(@Nullable MemoryPolicy policy, Place at) {
        if (policy == null) {
            return;
        }
        if (at.member("mode").required(policy.mode())) {
            at.member("mode").oneOf(policy.mode(), MODES);
        }
        at.member("nodes").numbers(policy.nodes());
        nodes(policy, at.member("nodes"));
        at.member("flags").each(policy.flags(), (flag, place) -> place.oneOf(flag, FLAGS));
        if (policy.flags() != null
                && policy.flags()
                        .containsAll(List.of(MemoryPolicy.FLAG_RELATIVE_NODES, MemoryPolicy.FLAG_STATIC_NODES))) {
            at.member("flags")
                    .error("must not have both " + MemoryPolicy.FLAG_RELATIVE_NODES + " and "
                            + MemoryPolicy.FLAG_STATIC_NODES);
        }
    }

    private static void nodes(MemoryPolicy policy, Place at) {
        String nodes = policy.nodes();
        boolean none = nodes == null || nodes.isEmpty();
        String mode = policy.mode() == null ? "" : policy.mode();
        if (none && WITH_NODES.contains(mode)) {
            at.error("is required by " + mode);
        } else if (nodes != null && !none && WITHOUT_NODES.contains(mode)) {
            at.error(nodes, "must be absent with " + mode);
        }
    }
}
