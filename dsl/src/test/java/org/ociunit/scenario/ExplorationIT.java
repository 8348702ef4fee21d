package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsCrun;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.NeedsRunsc;

/** Explorations of real runtimes. What is known of them is written here alone: they have to find it. */
@Timeout(300)
class ExplorationIT {
    private static Exploration of(OciRuntime runtime) {
        return Exploration.of(runtime).deadline(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @NeedsEmbedded
    void our_own_runtime_keeps_to_the_model(long seed) {
        Findings findings = of(Runtimes.embedded()).seed(seed).steps(100).run().orThrow();

        assertThat(findings.steps()).isPositive();
    }

    @Test
    @NeedsEmbedded
    @NeedsRoot
    void an_update_that_changes_nothing_is_found() {
        Findings findings =
                of(forgettingUpdates(Runtimes.embedded())).seed(7).steps(60).run();

        assertThat(findings.deviations())
                .extracting(deviation -> deviation.title() + ": " + deviation.kind())
                .contains("update when the container is created: the memory limit is another one");
    }

    private static OciRuntime forgettingUpdates(OciRuntime runtime) {
        return (OciRuntime) Proxy.newProxyInstance(
                ExplorationIT.class.getClassLoader(),
                new Class<?>[] {OciRuntime.class},
                (proxy, method, arguments) ->
                        method.getName().equals("update") ? null : call(runtime, method, arguments));
    }

    private static Object call(OciRuntime runtime, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(runtime, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** With control groups of version 2 it does not take back what it has changed when the rest of an update fails. */
    @Test
    @NeedsRunc
    void runc_keeps_to_the_model_but_for_the_half_of_an_update() {
        Findings findings = of(Runtimes.installed("runc")).seed(7).steps(60).run();

        assertThat(findings.steps()).isPositive();
        assertThat(findings.unsteady()).isEmpty();
        assertThat(findings.deviations())
                .as(findings.toText())
                .allMatch(deviation -> Host.current().hasCgroupV2()
                        && deviation.title().startsWith("update to processor 99999")
                        && deviation.kind() == Deviation.Kind.EFFECT);
    }

    @Test
    @NeedsCrun
    @NeedsRoot
    void crun_says_that_it_has_done_what_it_has_not_and_does_half_of_an_update() {
        Findings findings = of(Runtimes.installed("crun"))
                .deadline(Duration.ofSeconds(200))
                .seed(7)
                .steps(60)
                .run();

        assertThat(findings.deviations())
                .extracting(deviation -> deviation.title() + ": " + deviation.kind())
                .contains(
                        "pause when the container is created: the state is another one",
                        "resume when the container is created: it succeeded",
                        "update to processor 99999 when the container is created: it was refused, but not without effect");
    }

    @Test
    @NeedsRunsc
    @NeedsRoot
    void runsc_crashes_at_the_pause_of_a_created_container_and_does_less_with_it() {
        Findings findings = of(Runtimes.installed("runsc")).seed(7).steps(60).run();

        assertThat(findings.deviations())
                .extracting(deviation -> deviation.title() + ": " + deviation.kind())
                .contains(
                        "pause when the container is created: the runtime crashed",
                        "kill KILL when the container is created: it failed",
                        "exec when the container is created: it failed");
    }
}
