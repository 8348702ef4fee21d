package org.ociunit.samples.lifecycle;

import static org.ociunit.lifecycle.Status.CREATED;

import org.junit.jupiter.api.Test;
import org.ociunit.Bundle;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.scenario.Scenario;

/** One script for all runtimes that are here; a failure shows the whole table, and where two of them differ. */
class ScenarioTest {
    @Test
    void a_container_lives_once() {
        Scenario.named("a container lives once")
                .given(Bundle.from(Image.host()).args("sh", "-c", "echo bye; exit 3"))
                .create()
                .expect(CREATED)
                .start()
                .expectExit(3)
                .start()
                .expectRefused()
                .kill(Signal.KILL)
                .expectRefused()
                .delete()
                .expectGone()
                .compareOn(Runtimes.available())
                .orThrow();
    }
}
