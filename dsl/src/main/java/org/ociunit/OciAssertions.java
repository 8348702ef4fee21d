package org.ociunit;

import org.ociunit.lifecycle.Timeline;

/**
 * Where assertions on containers begin. AssertJ's own {@code assertThat} takes containers and results as well; a static
 * import of both goes together.
 */
public final class OciAssertions {
    private OciAssertions() {}

    /**
     * Begins assertions on a container.
     *
     * @param actual the container
     * @return assertions on it
     */
    public static ContainerAssert assertThat(Container actual) {
        return new ContainerAssert(actual);
    }

    /**
     * Begins assertions on what became of a program.
     *
     * @param actual the result
     * @return assertions on it
     */
    public static ResultAssert assertThat(Result actual) {
        return new ResultAssert(actual);
    }

    /**
     * Begins assertions on what has happened to a container.
     *
     * @param actual the timeline
     * @return assertions on it
     */
    public static TimelineAssert assertThat(Timeline actual) {
        return new TimelineAssert(actual);
    }
}
