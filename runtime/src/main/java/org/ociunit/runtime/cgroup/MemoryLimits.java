package org.ociunit.runtime.cgroup;

import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Memory;

/**
 * Memory. The configuration's swap counts memory and swap together, as version 1 does; version 2 counts swap alone.
 *
 * <p>The kernel's own memory: version 1 has lost that limit in Linux 5.16 and version 2 never had one, so neither it nor
 * that of its TCP buffers is asked for where the kernel lacks it; the rules of the configuration warn of both.
 */
final class MemoryLimits {
    private static final String NOT_IN_V2 = "version 2 of control groups has no such setting.";

    private MemoryLimits() {}

    static void v1(Memory memory, Limits limits) {
        limits.signed("memory.limit_in_bytes", memory.limit(), "memory.limit")
                .signed("memory.memsw.limit_in_bytes", memory.swap(), "memory.swap")
                .lenient("memory.memsw.limit_in_bytes", swapWithoutLimit(memory), "memory.limit")
                .signed("memory.soft_limit_in_bytes", memory.reservation(), "memory.reservation")
                .lenient("memory.kmem.limit_in_bytes", text(memory.kernel()), "memory.kernel")
                .lenient("memory.kmem.tcp.limit_in_bytes", text(memory.kernelTCP()), "memory.kernelTCP")
                .text("memory.swappiness", unsigned(memory.swappiness()), "memory.swappiness")
                .text("memory.oom_control", isTrue(memory.disableOOMKiller()) ? "1" : null, "memory.disableOOMKiller")
                .text("memory.use_hierarchy", flag(memory.useHierarchy()), "memory.useHierarchy");
    }

    static void v2(Memory memory, Limits limits) {
        if (isTrue(memory.checkBeforeUpdate())) {
            checkUse(memory, limits);
        }
        swap(memory, limits);
        limits.orMax("memory.max", memory.limit(), "memory.limit")
                .orMax("memory.low", memory.reservation(), "memory.reservation")
                .refuse(
                        memory.swappiness() != null,
                        "memory.swappiness",
                        NOT_IN_V2,
                        "leave it out, or limit swap with memory.swap.")
                .refuse(
                        isTrue(memory.disableOOMKiller()),
                        "memory.disableOOMKiller",
                        NOT_IN_V2,
                        "leave it out, or give the process an oomScoreAdj of -1000.")
                .refuse(
                        Boolean.FALSE.equals(memory.useHierarchy()),
                        "memory.useHierarchy",
                        "version 2 of control groups always counts sub groups with their parents.",
                        "leave it out.");
    }

    /** Where there is no swap at all, none and as much as you like come to the same. */
    private static void swap(Memory memory, Limits limits) {
        String swap = swapOfV2(memory.limit(), memory.swap(), limits.at("memory.swap"));
        if (swap == null) {
            return;
        }
        if (swap.equals("max") || swap.equals("0")) {
            limits.lenient("memory.swap.max", swap, "memory.swap");
        } else {
            limits.text("memory.swap.max", swap, "memory.swap");
        }
    }

    /** Swap alone, out of both together; null if it is left as it is. */
    static @Nullable String swapOfV2(@Nullable Long limit, @Nullable Long memoryAndSwap, String place) {
        long memory = Limits.orZero(limit);
        long both = Limits.orZero(memoryAndSwap);
        if (both == 0) {
            return memory < 0 ? "max" : null;
        }
        if (both < 0 || memory < 0) {
            return Limits.orMax(both);
        }
        if (memory == 0 || both < memory) {
            throw new ContainerException(
                    "Could not set " + place + ".",
                    both + " counts memory and swap together, and memory.limit is "
                            + (memory == 0 ? "absent." : memory + "."),
                    "give a memory.limit of " + both + " or less.");
        }
        return Long.toString(both - memory);
    }

    /** Version 1 refuses by itself; version 2 would kill instead. */
    private static void checkUse(Memory memory, Limits limits) {
        long used = now("memory.current", limits);
        long both = used + now("memory.swap.current", limits);
        checkUse("memory+swap", "memory.swap", memory.swap(), both, limits);
        checkUse("memory", "memory.limit", memory.limit(), used, limits);
    }

    private static long now(String file, Limits limits) {
        return limits.now(file).map(Long::parseLong).orElse(0L);
    }

    private static void checkUse(String what, String member, @Nullable Long limit, long used, Limits limits) {
        if (limit != null && limit > 0 && used > limit) {
            throw new ContainerException(
                    "Could not set " + limits.at(member) + " to " + limit + ".",
                    "rejecting " + what + " limit: the container uses " + used
                            + " bytes already, and the kernel would kill its processes.",
                    "choose a higher limit, or leave out memory.checkBeforeUpdate.");
        }
    }

    /** Memory without a limit is meant to take swap along. */
    private static @Nullable String swapWithoutLimit(Memory memory) {
        boolean unlimited = memory.limit() != null && memory.limit() < 0;
        return unlimited && !Limits.isSet(memory.swap()) ? "-1" : null;
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static @Nullable String flag(@Nullable Boolean value) {
        return value == null ? null : value ? "1" : "0";
    }

    private static @Nullable String text(@Nullable Long value) {
        return Limits.isSet(value) ? Long.toString(Limits.orZero(value)) : null;
    }

    private static @Nullable String unsigned(@Nullable Long value) {
        return value == null ? null : Long.toUnsignedString(value);
    }
}
