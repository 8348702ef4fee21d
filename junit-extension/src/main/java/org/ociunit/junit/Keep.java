package org.ociunit.junit;

/**
 * What is left of a container for somebody to look at.
 *
 * <p>A container ends with its test, class or run of tests, and with the JVM at the latest: none goes on running. What is
 * kept is its folder: the root file system as the program has left it, {@code config.json}, its timeline, its output and
 * its last state. It is moved to a place where nothing removes it, and its bundle can be run again from there. A report
 * entry {@code ociunit.kept} tells where it is, how to look at it, how to run it again, and how to delete it; the log tells
 * it once more at the end of the run.
 *
 * <p>Of a container that did not come up, or that the test has closed itself, there is nothing to keep.
 */
public enum Keep {
    /** As the configuration parameter {@code ociunit.keep} says, and without it, {@link #NEVER}. */
    DEFAULT,
    /** Nothing is left. */
    NEVER,
    /** The folder is kept if a test that could use the container has failed. */
    ON_FAILURE,
    /** The folder is kept. */
    ALWAYS;

    /** Whether something is kept; the default has been replaced before. */
    boolean keeps(boolean failed) {
        return this == ALWAYS || (this == ON_FAILURE && failed);
    }
}
