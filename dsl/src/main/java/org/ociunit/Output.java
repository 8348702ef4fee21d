package org.ociunit;

import java.io.InputStream;
import java.util.function.Consumer;

/**
 * What a container has written so far to one of its standard streams. It grows while the container lives, and stays
 * readable after it is gone. By default the last 1 MiB is kept; what was before is dropped then.
 */
public interface Output {
    /**
     * What has been written so far.
     *
     * @return the text, read as UTF-8
     */
    String text();

    /**
     * What has been written so far.
     *
     * @return the bytes, unchanged
     */
    byte[] bytes();

    /**
     * Whether more was written than is kept.
     *
     * @return true if the beginning is missing
     */
    boolean truncated();

    /**
     * Reads the output from what is kept of it on, and waits for more until the container has closed it.
     *
     * @return a stream of the reader's own
     */
    InputStream stream();

    /**
     * Hands over each line, from what is kept of the output on, as it comes, in a thread of its own.
     *
     * @param line what gets the lines, without their ends
     * @return ends this when it is closed
     */
    AutoCloseable follow(Consumer<String> line);
}
