package org.ociunit.image;

import org.ociunit.error.ContainerException;

/** A thread that is interrupted while it waits for a registry. */
final class Interruption {
    private Interruption() {}

    /** The flag is set again. */
    static ContainerException of(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ContainerException("Could not wait for a registry.", "the thread was interrupted.", null, cause);
    }
}
