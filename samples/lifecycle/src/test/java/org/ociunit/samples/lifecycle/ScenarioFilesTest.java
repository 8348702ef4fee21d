package org.ociunit.samples.lifecycle;

import org.ociunit.junit.ScenarioSource;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.scenario.Scenario;

/** Scenarios that are files, on each runtime that is here. */
class ScenarioFilesTest {
    @ScenarioSource("src/test/scenarios")
    void passes(Scenario scenario, OciRuntime runtime) {
        scenario.runOn(runtime).orThrow();
    }
}
