package org.ociunit.junit;

/** How long the container of a {@link WithContainer} lives. */
public enum Scope {
    /** As long as the place of the annotation suggests: a class for a static field, a test for all other places. */
    DEFAULT,
    /** A container of its own for each test. */
    TEST,
    /** One container for all tests of a class, and of the classes nested in it. */
    CLASS,
    /**
     * One container for the whole run of tests, made when the first test needs it. Annotations that say the same share
     * it, wherever they stand; a bundle that they name has to be the same static field or method.
     */
    SESSION
}
