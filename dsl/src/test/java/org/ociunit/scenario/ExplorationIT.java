package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.NeedsRunsc;

/** Explorations of real runtimes. What is known of them is written here alone: they have to find it. */
@Timeout(240)
class ExplorationIT {
    private static Exploration of(OciRuntime runtime) {
        return Exploration.of(runtime).deadline(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @NeedsEmbedded
    void our_own_runtime_keeps_to_the_model(long seed) {
        Findings findings = of(Runtimes.embedded()).seed(seed).steps(100).run().orThrow();

        assertThat(findings.steps()).isPositive();
    }

    @Test
    @NeedsRunc
    void runc_keeps_to_the_model() {
        Findings findings =
                of(Runtimes.installed("runc")).seed(7).steps(60).run().orThrow();

        assertThat(findings.steps()).isPositive();
    }

    @Test
    @NeedsRunsc
    @NeedsRoot
    void runsc_crashes_at_the_pause_of_a_created_container_and_does_less_with_it() {
        Findings findings = of(Runtimes.installed("runsc")).seed(7).steps(25).run();

        assertThat(findings.deviations())
                .extracting(deviation -> deviation.title() + ": " + deviation.kind())
                .contains(
                        "pause when the container is created: the runtime crashed",
                        "kill KILL when the container is created: it failed",
                        "exec when the container is created: it failed");
    }
}
