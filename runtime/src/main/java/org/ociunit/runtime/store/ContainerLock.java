package org.ociunit.runtime.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * That a container is one thread's of one JVM alone, until this is closed or the JVM ends in whatever way. Any thread may
 * close it. The thread that has it must not ask for it again: it would wait for itself.
 */
public final class ContainerLock implements AutoCloseable {
    private final Path file;
    private final AsynchronousFileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    ContainerLock(Path file, AsynchronousFileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Gives the container back; nothing happens the second time. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Turn.giveBack(file);
        }
    }
}
