package org.ociunit.runtime.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;

/**
 * The wait for a lock, first among the threads of this JVM and then among processes.
 *
 * @param file what is locked; it is made if its folder is there
 * @param what the sentence for when the lock cannot be had
 * @param deadline the time for both waits together
 * @param end when that is over, as {@link System#nanoTime} has it
 */
record LockRequest(Path file, String what, Duration deadline, long end) {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static LockRequest of(Path file, String what, Duration deadline) {
        return new LockRequest(file, what, deadline, System.nanoTime() + deadline.toNanos());
    }

    /**
     * Waits for the lock.
     *
     * @return the lock; nothing if the folder is not there, or no longer
     */
    Optional<ContainerLock> await() {
        try {
            if (!Turn.take(file, rest())) {
                throw late("another thread of this JVM has it");
            }
            return Optional.of(inTurn());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException(what, "the wait for its lock was interrupted.", null, e);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ContainerException(what, "its lock could not be had: " + e, null, e);
        }
    }

    private ContainerLock inTurn() throws IOException, InterruptedException {
        boolean locked = false;
        try {
            ContainerLock lock = new ContainerLock(file, lockedChannel());
            locked = true;
            return lock;
        } catch (TimeoutException e) {
            throw late(holder());
        } finally {
            if (!locked) {
                Turn.giveBack(file);
            }
        }
    }

    private AsynchronousFileChannel lockedChannel() throws IOException, InterruptedException, TimeoutException {
        while (true) {
            AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, OPTIONS, null, OWN);
            if (lock(channel)) {
                return channel;
            }
        }
    }

    /**
     * Waits for the lock of one file, and closes what it did not come for, which ends the wait. A file that was removed
     * meanwhile, with its container, locks nothing: another one may have its name now.
     */
    private boolean lock(AsynchronousFileChannel channel) throws IOException, InterruptedException, TimeoutException {
        boolean locked = false;
        try {
            Optional<Object> key = key();
            if (channel.tryLock() == null) {
                done(channel.lock());
            }
            boolean same = key.isPresent() && key.equals(key());
            if (same) {
                tellWhose(channel);
            }
            locked = same;
            return same;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** A lock is one without that too, such as when there is no room for a line. */
    private static void tellWhose(AsynchronousFileChannel channel) throws InterruptedException {
        String line = ProcessHandle.current().pid() + "\n";
        try {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0)
                    .get();
        } catch (ExecutionException e) {
            System.getLogger(LockRequest.class.getName()).log(Level.DEBUG, "Could not write to a lock", e);
        }
    }

    /** Which file has the name now, if there is one. */
    private Optional<Object> key() throws IOException {
        try {
            return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private void done(Future<?> operation) throws IOException, InterruptedException, TimeoutException {
        try {
            operation.get(rest(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    private long rest() {
        return end - System.nanoTime();
    }

    /** Whoever gets the lock writes a line over what was there. To be read only by the thread whose turn it is. */
    private String holder() throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int end = text.indexOf('\n');
        return (end < 0 ? "another process" : "process " + text.substring(0, end)) + " has it";
    }

    private DeadlineExceededException late(String holder) {
        return new DeadlineExceededException(what, deadline, holder);
    }
}
