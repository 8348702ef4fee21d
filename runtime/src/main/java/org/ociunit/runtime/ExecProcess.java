package org.ociunit.runtime;

import java.time.Duration;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;

/** A further process of a container, alive or over. */
public interface ExecProcess {
    /**
     * The process, as this JVM's pid namespace numbers it.
     *
     * @return its pid
     */
    long pid();

    /**
     * Waits for the end of the process.
     *
     * @param deadline how long at most
     * @return how it ended
     * @throws org.ociunit.error.DeadlineExceededException if it did not end in time; it still runs then
     */
    Exit waitFor(Duration deadline);

    /**
     * Sends a signal to the process, and to no other one.
     *
     * @param signal what to send; nothing happens if the process has ended
     */
    void kill(Signal signal);
}
