package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Network;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsCgroupV2;
import org.ociunit.runtime.testkit.NeedsCriu;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;

/**
 * Scenarios of containers that are written to disk, on OciUnit's own runtime and on runc where it is installed, which has
 * deleted a container by the end of a checkpoint that ends it.
 */
@NeedsEmbedded
@NeedsRoot
@NeedsCgroupV2
@NeedsCriu
@Timeout(300)
class ScenarioCheckpointIT {
    /** A network namespace of its own, CRIU would lock with iptables, which would have to be installed as well. */
    private static final String SCENARIO = """
            {
              "scenario": "a container goes on where it was when it is read back",
              "needs": ["root", "v2", "criu"],
              "given": {"image": "host", "network": "host"},
              "steps": [
                "checkpoint",
                {"expect": {"refused": "ContainerNotFoundException"}},
                {"create": ["sh", "-c", "trap 'echo ended; exit 42' TERM; echo begun; while sleep 0.1; do :; done"]},
                "checkpoint",
                {"expect": {"refused": true}},
                "start",
                {"expect": {"stdoutContains": "begun"}},
                "checkpointLeavingRunning",
                {"expect": {"status": "running"}},
                {"exec": ["true"]},
                {"expect": {"exit": 0}},
                "restore",
                {"expect": {"refused": true, "status": "running"}},
                "checkpoint",
                "deleteForced",
                {"expect": {"status": "gone"}},
                "restore",
                {"expect": {"status": "running"}},
                {"exec": ["sh", "-c", "exit 3"]},
                {"expect": {"exit": 3}},
                {"kill": "TERM"},
                {"expect": {"exit": 42, "status": "stopped", "stdout": "ended\\n", "wentThrough": ["running", "stopped"]}},
                "delete",
                {"expect": {"status": "gone", "nothingLeft": true}}
              ]
            }
            """;

    static Stream<OciRuntime> runtimes() {
        return ScenarioStepsIT.runtimes();
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_container_goes_on_where_it_was_when_it_is_read_back(OciRuntime runtime) {
        Outcome outcome =
                Scenario.ofJson(SCENARIO, "a test", Path.of(".")).runOn(runtime).orThrow();

        assertThat(outcome.trace().orElseThrow().timeline().statuses()).containsExactly(RUNNING, STOPPED);
        assertThat(Container.unclosed()).isEmpty();
    }

    @Test
    void a_container_that_was_written_to_disk_has_stopped_and_its_restore_is_another_life_of_its_name() {
        Outcome outcome = Scenario.named("two lives")
                .given(Bundle.from(Image.host()).network(Network.host()))
                .create("sleep", "60")
                .start()
                .checkpoint()
                .expect(STOPPED)
                .restore()
                .expectRefused("ContainerExistsException")
                .delete()
                .restore()
                .state()
                .expectStdoutContains("\"id\": \"{id}\"")
                .expect(RUNNING)
                .pause()
                .checkpointLeavingRunning()
                .expect(PAUSED)
                .resume()
                .kill(Signal.KILL)
                .expect(STOPPED)
                .runOn(Runtimes.embedded())
                .orThrow();

        assertThat(outcome.passed()).isTrue();
    }
}
