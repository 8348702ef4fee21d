package org.ociunit.spec;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The maps of a user namespace, or of a mount: what user_namespaces(7) asks of them. */
final class IdMappingRules {
    /** 4294967295 is -1 in 32 bits, which stands for "no id" in system calls. */
    static final long LAST_ID = 4294967294L;

    private static final int MOST_LINES = 340;

    private IdMappingRules() {}

    static void check(@Nullable List<IdMapping> mappings, Place at) {
        if (mappings == null) {
            return;
        }
        if (mappings.size() > MOST_LINES) {
            at.error("has " + mappings.size() + " ranges, and must have at most " + MOST_LINES);
            return;
        }
        at.each(mappings, IdMappingRules::range);
        apart(mappings, "containerID", IdMapping::containerID, at);
        apart(mappings, "hostID", IdMapping::hostID, at);
    }

    static boolean maps(@Nullable List<IdMapping> mappings, long id) {
        return mappings != null
                && mappings.stream()
                        .anyMatch(range -> id >= range.containerID() && id - range.containerID() < range.size());
    }

    /** The ids that are mapped, in words. */
    static String mapped(List<IdMapping> mappings) {
        return mappings.stream()
                .map(range -> range.containerID() + ".." + (range.containerID() + range.size() - 1))
                .collect(Collectors.joining(", "));
    }

    private static void range(IdMapping range, Place at) {
        if (range.size() == 0) {
            at.member("size").error(0, "must be at least 1");
        }
        last(range.containerID(), range.size(), at.member("containerID"));
        last(range.hostID(), range.size(), at.member("hostID"));
    }

    private static void last(long first, long size, Place at) {
        if (first + size - 1 > LAST_ID) {
            at.error(first, "must leave room for " + size + " ids: the last one is " + LAST_ID);
        }
    }

    private static void apart(List<IdMapping> mappings, String member, ToLongFunction<IdMapping> first, Place at) {
        for (int later = 1; later < mappings.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (overlap(mappings.get(earlier), mappings.get(later), first)) {
                    at.element(later)
                            .member(member)
                            .error(first.applyAsLong(mappings.get(later)), "must not overlap with element " + earlier);
                }
            }
        }
    }

    private static boolean overlap(IdMapping one, IdMapping other, ToLongFunction<IdMapping> first) {
        return first.applyAsLong(one) < first.applyAsLong(other) + other.size()
                && first.applyAsLong(other) < first.applyAsLong(one) + one.size();
    }
}
