package org.ociunit.runtime.launcher;

import java.time.Instant;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Exit;

/** Makes exits of what the launcher tells. */
public final class Exits {
    private Exits() {}

    /**
     * The end of a process.
     *
     * @param who the process, such as {@code container web}
     * @param end what the launcher tells of it
     */
    public static Exit of(String who, End end, boolean outOfMemory) {
        if (end.status() == End.UNKNOWN) {
            throw unknown(who);
        }
        return new Exit(end.status(), outOfMemory, Instant.now());
    }

    public static ContainerException unknown(String who) {
        return new ContainerException(
                "Could not learn how " + who + " ended.",
                "this JVM is not its parent, and the kernel does not tell how others' processes ended.",
                "wait for it in the JVM that created it, or run Linux 6.15 or later.");
    }
}
