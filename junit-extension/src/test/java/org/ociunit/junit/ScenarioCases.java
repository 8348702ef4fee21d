package org.ociunit.junit;

import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.scenario.Scenario;

/** Test classes that take scenarios from files. */
final class ScenarioCases {
    private ScenarioCases() {}

    static class EachTestCase {
        @ScenarioSource("scenarios")
        void test(Scenario scenario) {
            scenario.runOn(Runtimes.embedded()).orThrow();
        }
    }

    static class EachOnEachTestCase {
        @ScenarioSource("scenarios/once.json")
        void test(OciRuntime runtime, Scenario scenario) {
            scenario.runOn(runtime).orThrow();
        }
    }

    static class NowhereTestCase {
        @ScenarioSource("no-scenarios")
        void test(Scenario scenario) {}
    }

    static class EmptyTestCase {
        @ScenarioSource("src/test/java")
        void test(Scenario scenario) {}
    }
}
