package org.ociunit.runtime.launcher;

import java.time.Duration;
import org.ociunit.lifecycle.Signal;

/** A process in a container's network namespace that has a port of this machine's loopback lead to one in there. */
public final class Forwarder implements AutoCloseable {
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final Watched process;
    private final int port;

    Forwarder(Job job, long pid, int port) {
        this.process = new Watched(job, pid);
        this.port = port;
    }

    /**
     * The port of this machine.
     *
     * @return its number, on every loopback address
     */
    public int port() {
        return port;
    }

    /**
     * The process that forwards.
     *
     * @return its pid
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Whether the port still leads anywhere.
     *
     * @return false once it has been closed, or has ended with the container or the launcher
     */
    public boolean isOpen() {
        return !process.end().isDone();
    }

    /** Resets the connections, and frees the port. */
    @Override
    public void close() {
        if (isOpen()) {
            process.kill(Signal.KILL);
            Waiting.toTheEnd(process.end(), DEATH, "Could not end the forwarder of a port.");
        }
    }
}
