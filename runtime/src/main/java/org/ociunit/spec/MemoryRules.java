package org.ociunit.spec;

import org.jspecify.annotations.Nullable;

/** The limits on memory. */
final class MemoryRules {
    private static final long NO_LIMIT = -1;
    private static final long PAGE = 4096;

    /** About what a runtime's own first process takes before it becomes the program. */
    private static final long INIT = 4L << 20;

    private static final int MOST_SWAPPY = 100;

    private MemoryRules() {}

    static void check(@Nullable Memory memory, Place at) {
        if (memory == null) {
            return;
        }
        at.member("limit").atLeast(memory.limit(), NO_LIMIT);
        at.member("reservation").atLeast(memory.reservation(), NO_LIMIT);
        at.member("swap").atLeast(memory.swap(), NO_LIMIT);
        at.member("kernel").atLeast(memory.kernel(), NO_LIMIT);
        at.member("kernelTCP").atLeast(memory.kernelTCP(), NO_LIMIT);
        limit(memory.limit(), at.member("limit"));
        swap(memory, at.member("swap"));
        gone(memory.kernel(), at.member("kernel"));
        gone(memory.kernelTCP(), at.member("kernelTCP"));
        swappiness(memory.swappiness(), at.member("swappiness"));
    }

    private static void limit(@Nullable Long limit, Place at) {
        if (limit == null || limit < 0 || limit >= INIT) {
            return;
        }
        if (limit == 0) {
            at.warning(limit, "should be absent or -1: some runtimes take it for no limit");
        } else if (limit < PAGE) {
            at.error(limit, "must be more: init needs more than one page, " + PAGE + " bytes");
        } else {
            at.warning(limit, "may be too little for a runtime's init, which takes up to " + INIT + " bytes");
        }
    }

    /** It counts memory and swap together. */
    private static void swap(Memory memory, Place at) {
        long limit = memory.limit() == null ? 0 : memory.limit();
        long swap = memory.swap() == null ? 0 : memory.swap();
        if (swap > 0 && limit <= 0) {
            at.error(swap, "needs a limit beside it: it counts memory and swap together");
        } else if (swap > 0 && swap < limit) {
            at.error(swap, "must not be below limit, " + limit + ": it counts memory and swap together");
        }
    }

    private static void gone(@Nullable Long limit, Place at) {
        if (limit != null) {
            at.warning(limit, "is ignored by most runtimes and not recommended");
        }
    }

    private static void swappiness(@Nullable Long swappiness, Place at) {
        if (swappiness != null && Long.compareUnsigned(swappiness, MOST_SWAPPY) > 0) {
            at.error(Place.unsigned(swappiness), "must be from 0 to " + MOST_SWAPPY);
        }
    }
}
