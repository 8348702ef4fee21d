package org.ociunit.runtime.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whose turn it is among the threads of this JVM. The kernel's locks on files are a process's: they keep no threads apart,
 * and all of them are lost as soon as any thread closes the file. So only the thread whose turn it is may open it.
 */
final class Turn {
    /** Those that somebody has or wants. */
    private static final Map<Path, Turn> TURNS = new ConcurrentHashMap<>();

    private final Semaphore free = new Semaphore(1, true);
    private int wanted;

    private Turn() {}

    /** Whether the turn came in time; then it has to be given back. */
    static boolean take(Path file, long nanoseconds) throws InterruptedException {
        Turn turn = TURNS.compute(file, (any, known) -> (known == null ? new Turn() : known).wanted(1));
        boolean taken = false;
        try {
            taken = turn.free.tryAcquire(nanoseconds, TimeUnit.NANOSECONDS);
        } finally {
            if (!taken) {
                leave(file);
            }
        }
        return taken;
    }

    static void giveBack(Path file) {
        TURNS.computeIfPresent(file, (any, turn) -> {
            turn.free.release();
            return turn;
        });
        leave(file);
    }

    /** How many files somebody has or wants. */
    static int count() {
        return TURNS.size();
    }

    private static void leave(Path file) {
        TURNS.computeIfPresent(file, (any, turn) -> turn.wanted(-1).wanted == 0 ? null : turn);
    }

    private Turn wanted(int more) {
        wanted += more;
        return this;
    }
}
