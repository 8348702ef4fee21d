package org.ociunit.image;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Is told how the pull of an image from a registry goes on. Several layers may arrive at a time: the calls come from
 * more than one thread.
 *
 * <p>What a listener throws ends the pull.
 */
public interface Progress {
    /**
     * The image's manifest has arrived. Layers that are in the store already are counted, and do not arrive.
     *
     * @param image its reference
     * @param layers how many it has
     * @param bytes how many they have together
     */
    default void began(String image, int layers, long bytes) {}

    /**
     * More of a layer has arrived.
     *
     * @param image its reference
     * @param digest of the layer
     * @param arrived how many of its bytes are here; equal to {@code bytes} when it is complete
     * @param bytes how many bytes it has
     */
    default void received(String image, String digest, long arrived, long bytes) {}

    /**
     * The registry did not answer well, and is asked again after a while.
     *
     * @param image its reference
     * @param why what happened
     * @param pause how long it is left alone
     */
    default void waits(String image, String why, Duration pause) {}

    /**
     * The image is pulled as far as it was needed, or its pull has failed.
     *
     * @param image its reference
     */
    default void ended(String image) {}

    /**
     * A listener that is not interested.
     *
     * @return the default
     */
    static Progress none() {
        return NoProgress.NOBODY;
    }

    /**
     * A listener that prints: a progress bar where this JVM is on a terminal, else a line for each layer.
     *
     * @param stream such as {@code System.err}
     * @return the listener
     */
    static Progress printedTo(PrintStream stream) {
        return Terminal.isHere() ? new ProgressBar(stream) : new ProgressLines(stream);
    }
}
