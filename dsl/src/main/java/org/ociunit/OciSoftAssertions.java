package org.ociunit;

import org.assertj.core.api.AbstractSoftAssertions;
import org.ociunit.lifecycle.Timeline;

/**
 * Assertions that are all tried, and whose failures {@link #assertAll()} tells together. What is navigated to, such as
 * {@code stdout()} or {@code mount("/cache")}, is soft, too.
 *
 * <pre>{@code
 * OciSoftAssertions softly = new OciSoftAssertions();
 * softly.assertThat(result).exitedWith(0);
 * softly.assertThat(container).isStopped();
 * softly.assertAll();
 * }</pre>
 */
public class OciSoftAssertions extends AbstractSoftAssertions {
    /** Begins with no failures. */
    public OciSoftAssertions() {}

    /**
     * Begins assertions on a container.
     *
     * @param actual the container
     * @return assertions on it
     */
    public ContainerAssert assertThat(Container actual) {
        ContainerAssert proxy = proxy(ContainerAssert.class, Container.class, actual);
        proxy.softly(this);
        return proxy;
    }

    /**
     * Begins assertions on what became of a program.
     *
     * @param actual the result
     * @return assertions on it
     */
    public ResultAssert assertThat(Result actual) {
        ResultAssert proxy = proxy(ResultAssert.class, Result.class, actual);
        proxy.softly(this);
        return proxy;
    }

    /**
     * Begins assertions on what has happened to a container.
     *
     * @param actual the timeline
     * @return assertions on it
     */
    public TimelineAssert assertThat(Timeline actual) {
        return proxy(TimelineAssert.class, Timeline.class, actual);
    }
}
