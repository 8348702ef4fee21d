package org.ociunit.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Unknown;
import org.ociunit.json.Unsigned;

/**
 * Limits on memory. A limit is in bytes; -1 lifts it.
 *
 * <p>runtime-spec config-linux.md, Memory.
 *
 * @param limit the memory it may use
 * @param reservation the memory it is pressed back to when the host is short (soft limit)
 * @param swap memory and swap together
 * @param kernel kernel memory; not recommended, and gone from the kernel
 * @param kernelTCP buffers of TCP; not recommended
 * @param swappiness how readily its pages are swapped out, from 0 to 100
 * @param disableOOMKiller whether tasks over the limit wait instead of being killed; by default false
 * @param useHierarchy whether child cgroups count into this one
 * @param checkBeforeUpdate whether a new limit below the current use is refused; by default false
 * @param unknown the members that this record does not know, in their order; they are written back
 */
@Document
public record Memory(
        @Nullable Long limit,
        @Nullable Long reservation,
        @Nullable Long swap,
        @Nullable Long kernel,
        @Nullable Long kernelTCP,
        @Unsigned @Nullable Long swappiness,
        @Nullable Boolean disableOOMKiller,
        @Nullable Boolean useHierarchy,
        @Nullable Boolean checkBeforeUpdate,
        @Unknown Map<String, Object> unknown)
        implements MemoryBuilder.With {
    public Memory {
        unknown = Frozen.tree(unknown);
    }

    /**
     * Nothing set: begin here.
     *
     * @return the new record
     */
    public static Memory empty() {
        return new Memory(null, null, null, null, null, null, null, null, null, Map.of());
    }
}
