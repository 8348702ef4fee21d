package org.ociunit.runtime.cgroup;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks again, ever more rarely, what the kernel has no event for: the state of a freezer, and whether a group is busy. */
final class Wait {
    private static final long SHORTEST = 50_000;
    private static final long LONGEST = 20_000_000;

    private Wait() {}

    /** Whether it came true in time. It is asked once at least, and an interrupt ends the waiting. */
    static boolean until(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = SHORTEST;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST, pause * 2);
        }
        return true;
    }
}
