package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.Bundle;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunsc;

@NeedsEmbedded
@Timeout(60)
class ScenarioIT {
    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void a_container_starts_once() {
        Scenario.named("a container starts once")
                .given(bundle)
                .create("sh", "-c", "sleep 60")
                .create()
                .expectRefused()
                .expect(CREATED)
                .start()
                .expect(RUNNING)
                .start()
                .expectRefused()
                .delete()
                .expectRefused()
                .exec("sh", "-c", "exit 3")
                .expectExit(3)
                .kill(Signal.KILL)
                .expect(STOPPED)
                .delete()
                .expectGone()
                .delete()
                .expectRefused("ContainerNotFoundException")
                .runOn(Runtimes.embedded())
                .orThrow();
    }

    @Test
    void a_state_is_told_as_JSON() {
        Scenario.named("a state is told as JSON")
                .given(bundle)
                .create()
                .state()
                .expectStdoutContains("\"id\": \"{id}\"")
                .expectStdoutContains("\"status\": \"created\"")
                .expectStdoutContains("\"bundle\": \"{bundle}\"")
                .kill(Signal.KILL)
                .expect(STOPPED)
                .state()
                .expectStdoutContains("\"status\": \"stopped\"")
                .runOn(Runtimes.embedded())
                .orThrow();
    }

    @Test
    void what_a_refusal_says_may_have_the_names_of_the_scenario_in_it() {
        Scenario.named("a container starts once")
                .given(bundle)
                .create()
                .start()
                .start()
                .expectRefused("{id}")
                .runOn(Runtimes.embedded())
                .orThrow();
    }

    @Test
    @NeedsRoot
    void a_paused_container_goes_on() {
        Scenario.named("a paused container goes on")
                .given(bundle)
                .create()
                .start()
                .pause()
                .expect(PAUSED)
                .resume()
                .expect(RUNNING)
                .kill(Signal.TERM)
                .expectExit(143)
                .runOn(Runtimes.embedded())
                .orThrow();
    }

    @Test
    void runtimes_that_are_here_are_compared() {
        List<OciRuntime> runtimes = Runtimes.available();
        Comparison comparison = Scenario.named("a container says hello and ends")
                .given(bundle)
                .create("sh", "-c", "echo hello; hostname; exit 3")
                .expect(CREATED)
                .start()
                .expectExit(3)
                .start()
                .expectRefused()
                .delete()
                .expectGone()
                .compareOn(runtimes)
                .orThrow();

        assertThat(comparison.outcomes()).hasSameSizeAs(runtimes);
        assertThat(comparison.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.rows().get(3).result())
                        .hasValueSatisfying(result -> assertThat(result.stdout())
                                .isEqualTo("hello\n" + result.timeline().id() + "\n")));
    }

    @Test
    @NeedsRoot
    @NeedsRunsc
    void runtimes_that_differ_are_told_apart() {
        List<OciRuntime> runtimes = List.of(Runtimes.embedded(), Runtimes.installed("runsc"));
        Comparison comparison = Scenario.named("a container sees the machine's own kernel")
                .given(bundle)
                .create("sh", "-c", "test -e /proc/sys/kernel/ostype; echo $?")
                .start()
                .expectExit(0)
                .compareOn(runtimes);

        String own = "ociunit " + runtimes.get(0).version();
        String runsc = "runsc " + runtimes.get(1).version();
        assertThat(comparison.divergences())
                .containsExactly(new Comparison.Divergence(
                        own, runsc, "expect exit 0", "stdout is \"0\\n\" on " + own + ", and \"1\\n\" on " + runsc));
    }
}
