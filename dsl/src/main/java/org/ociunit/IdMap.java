package org.ociunit;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.IdMapping;

/** How a container numbers users or groups, seen from this machine (user_namespaces(7)). */
record IdMap(List<Range> ranges) {
    /** So many ids from a first one on. */
    record Range(long inside, long outside, long size) {}

    /** What the kernel shows for an id that has no number. */
    static final long NOBODY = 65_534;

    /** Reads a map of a process, its {@code uid_map} or {@code gid_map}. */
    static IdMap of(Path file) {
        return new IdMap(ProcFile.read(file)
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .map(words -> new Range(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])))
                .toList());
    }

    /** The map of a configuration; without mappings it has all numbers as they are. */
    static IdMap of(@Nullable List<IdMapping> mappings) {
        return mappings == null || mappings.isEmpty()
                ? new IdMap(List.of(new Range(0, 0, Long.MAX_VALUE)))
                : new IdMap(mappings.stream()
                        .map(mapping -> new Range(mapping.containerID(), mapping.hostID(), mapping.size()))
                        .toList());
    }

    /** The number that an id of this machine has in the container. */
    long inside(long outside) {
        return inside(outside, NOBODY);
    }

    /** The same with another number for an id that has none. */
    long inside(long outside, long otherwise) {
        return ranges.stream()
                .filter(range -> outside >= range.outside && outside - range.outside < range.size)
                .map(range -> range.inside + (outside - range.outside))
                .findFirst()
                .orElse(otherwise);
    }

    /** The number that an id of the container has on this machine, or the id itself if it has none. */
    long outside(long inside) {
        return ranges.stream()
                .filter(range -> inside >= range.inside && inside - range.inside < range.size)
                .map(range -> range.outside + (inside - range.inside))
                .findFirst()
                .orElse(inside);
    }
}
