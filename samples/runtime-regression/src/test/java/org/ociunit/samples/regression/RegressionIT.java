package org.ociunit.samples.regression;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ociunit.report.Mark;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Scenario;

/** The whole suite as tests: on OciUnit's own runtime, and on runc where it is installed. */
@Tag("regression")
@NeedsEmbedded
class RegressionIT {
    private static final String JRUNC = "ociunit.jrunc";
    private static final int JOBS = 2;
    private static final List<Scenario> CASES = Scenario.loadAll(Path.of("cases"));

    private final Judge judge = new Judge(Deviations.read(Path.of("deviations")));

    @BeforeAll
    static void name_the_command() {
        Path built =
                Path.of("../../runtime/target/jrunc/bin/jrunc").toAbsolutePath().normalize();
        assertThat(built).isExecutable();
        System.setProperty(JRUNC, built.toString());
    }

    @AfterAll
    static void forget_the_command() {
        System.clearProperty(JRUNC);
    }

    @TestFactory
    Stream<DynamicTest> nothing_is_new() {
        List<OciRuntime> runtimes = Runtimes.available().stream()
                .filter(runtime -> List.of("ociunit", "runc").contains(runtime.name()))
                .toList();
        List<Comparison> comparisons = new Suite(CASES, runtimes, JOBS).run(done -> {});
        return IntStream.range(0, CASES.size())
                .boxed()
                .flatMap(number -> IntStream.range(0, runtimes.size())
                        .mapToObj(column -> test(
                                CASES.get(number),
                                runtimes.get(column),
                                comparisons.get(number).outcomes().get(column))));
    }

    private DynamicTest test(Scenario scenario, OciRuntime runtime, Outcome outcome) {
        return DynamicTest.dynamicTest(scenario.id() + " " + scenario.name() + ", " + outcome.runtime(), () -> {
            Mark mark = judge.judge(scenario, runtime, outcome);
            if (mark.kind() == Mark.Kind.FAILED
                    && !Runtimes.isOwn(runtime)) { // another's race is no fault of this project
                mark = judge.judge(scenario, runtime, scenario.runOn(runtime));
            }
            Assumptions.assumeFalse(mark.kind() == Mark.Kind.SKIPPED, mark.reason());
            assertThat(mark.kind()).as(outcome.toText()).isNotEqualTo(Mark.Kind.FAILED);
        });
    }

    @Test
    void ids_are_unique_and_deviations_name_cases_that_there_are() {
        Set<String> ids = new HashSet<>();
        assertThat(CASES).allMatch(each -> ids.add(each.id()), "a case of an id of its own");
        assertThat(judge.deviations().known().stream().flatMap(known -> known.cases().stream()))
                .isSubsetOf(ids);
    }
}
