package org.ociunit.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a part of the store, among threads and among JVMs: many may hold it shared, or one alone. The kernel takes it
 * back from whoever dies. A JVM has each lock file open once at most: to close a file gives up all of the process' locks.
 */
final class StoreLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Map<Path, StoreLock.File> FILES = new ConcurrentHashMap<>();

    private final File file;
    private final boolean shared;
    private boolean closed;

    private StoreLock(File file, boolean shared) {
        this.file = file;
        this.shared = shared;
    }

    /** Waits until nobody holds it alone. */
    static StoreLock shared(Path path) throws IOException {
        return of(path).take(true);
    }

    /** Waits until nobody holds it. */
    static StoreLock alone(Path path) throws IOException {
        return of(path).take(false);
    }

    /** Takes it if nobody holds it, or waits for it. */
    static Optional<StoreLock> aloneAtOnce(Path path) throws IOException {
        return of(path).takeAloneAtOnce();
    }

    private static File of(Path path) {
        return FILES.computeIfAbsent(path, File::new);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            file.giveBack(shared);
        }
    }

    /** What this JVM has of one lock. */
    private static final class File {
        private final Path path;
        private final ReentrantLock own = new ReentrantLock();
        private final Condition freed = own.newCondition();
        private @Nullable FileChannel channel;
        private int sharers;
        private boolean alone;

        File(Path path) {
            this.path = path;
        }

        StoreLock take(boolean share) throws IOException {
            own.lock();
            try {
                while (alone || (!share && sharers > 0)) {
                    freed.awaitUninterruptibly();
                }
                if (sharers == 0) {
                    open(share);
                }
                hold(share);
                return new StoreLock(this, share);
            } finally {
                own.unlock();
            }
        }

        Optional<StoreLock> takeAloneAtOnce() throws IOException {
            if (!own.tryLock()) {
                return Optional.empty();
            }
            try {
                if (alone || sharers > 0 || !openAtOnce()) {
                    return Optional.empty();
                }
                hold(false);
                return Optional.of(new StoreLock(this, false));
            } finally {
                own.unlock();
            }
        }

        private void hold(boolean share) {
            sharers += share ? 1 : 0;
            alone = !share;
        }

        /**
         * Nobody of this JVM holds the lock, so that nobody has to give it back meanwhile. The kernel is asked again and
         * again: where it is left to wait, it sees two JVMs whose threads wait for each other's as a deadlock.
         */
        private void open(boolean share) throws IOException {
            FileChannel opened = channel();
            try {
                while (opened.tryLock(0, Long.MAX_VALUE, share) == null) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
                channel = opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        }

        private boolean openAtOnce() throws IOException {
            FileChannel opened = channel();
            try {
                if (opened.tryLock() == null) {
                    opened.close();
                    return false;
                }
                channel = opened;
                return true;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        }

        private FileChannel channel() throws IOException {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        void giveBack(boolean share) throws IOException {
            own.lock();
            try {
                sharers -= share ? 1 : 0;
                alone = false;
                FileChannel opened = channel;
                if (sharers == 0 && opened != null) {
                    channel = null;
                    opened.close();
                }
                freed.signalAll();
            } finally {
                own.unlock();
            }
        }
    }
}
