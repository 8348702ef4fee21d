package org.ociunit.samples;

import static java.time.Duration.ofSeconds;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.junit.OnEveryRuntime;
import org.ociunit.lifecycle.Signal;

/** A template: one test for each runtime that is here, named after it. */
class EveryRuntimeTest {
    @OnEveryRuntime
    void kill_ends_a_container(Bundle bundle) {
        try (Container container = bundle.start()) {
            container.kill(Signal.KILL).await(STOPPED, ofSeconds(5));
            assertThat(container).wentThrough(CREATED, RUNNING, STOPPED);
        }
    }
}
