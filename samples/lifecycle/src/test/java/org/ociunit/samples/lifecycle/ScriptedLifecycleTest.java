package org.ociunit.samples.lifecycle;

import static java.time.Duration.ofSeconds;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;

/** A life written down verb by verb, with what holds in between. */
class ScriptedLifecycleTest {
    @Test
    void a_container_lives_and_dies() {
        Bundle web = Bundle.from(Image.host()).hostname("web");

        try (Container container = web.create("sleep", "60")) {
            assertThat(container).hasStatus(CREATED);
            container.start();
            assertThat(container.exec("hostname")).hasStdout("web\n");
            container.kill(Signal.KILL).await(STOPPED, ofSeconds(5));
            assertThat(container).wentThrough(CREATED, RUNNING, STOPPED);
        }
    }
}
