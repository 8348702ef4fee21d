package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.ociunit.junit.ScenarioCases.EachOnEachTestCase;
import org.ociunit.junit.ScenarioCases.EachTestCase;
import org.ociunit.junit.ScenarioCases.EmptyTestCase;
import org.ociunit.junit.ScenarioCases.NowhereTestCase;
import org.ociunit.runtime.catalog.Runtimes;

/** Tests that are scenarios of files. */
class ScenariosIT extends TestCaseRun {
    private static List<String> turns(EngineExecutionResults results) {
        return results.testEvents()
                .started()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    @Test
    void there_is_a_turn_for_each_scenario_of_a_folder() {
        EngineExecutionResults results = run(EachTestCase.class, "ociunit.unsupported=abort");

        assertThat(turns(results))
                .containsExactly(
                        "L32 a container starts once",
                        "an exit code is expected that does not come",
                        "nobody has this program");
        results.testEvents()
                .assertStatistics(
                        statistics -> statistics.succeeded(1).failed(1).aborted(1));
        assertThat(failureOf(results))
                .startsWith("an exit code is expected that does not come, on ociunit ")
                .endsWith(
                        "Failed at \"expect exit 4\":\n  The program did not exit with 4.\n  Why: it exited with 3.\n");
        assertThat(message(results.testEvents().aborted().stream().findFirst().orElseThrow()))
                .isEqualTo("""
                Could not run the scenario "nobody has this program".
                Why: it needs the program no-such-program, which is not installed.""");
    }

    @Test
    void there_is_a_turn_for_each_runtime_if_the_test_takes_one() {
        List<String> names = Runtimes.available().stream()
                .map(runtime -> "L32 a container starts once, " + runtime.name() + " " + runtime.version())
                .toList();

        assertThat(turns(passes(EachOnEachTestCase.class, names.size()))).isEqualTo(names);
    }

    @Test
    void a_folder_that_is_not_there_or_has_no_scenario_is_told() {
        assertThat(failureOf(NowhereTestCase.class))
                .isEqualTo("@ScenarioSource of " + NowhereTestCase.class.getName()
                        + " names \"no-scenarios\", which is neither "
                        + Path.of("no-scenarios").toAbsolutePath() + " nor a folder of the class path.");
        assertThat(failureOf(EmptyTestCase.class))
                .isEqualTo("@ScenarioSource of " + EmptyTestCase.class.getName()
                        + ".test names src/test/java, which has no file *.json.");
    }
}
