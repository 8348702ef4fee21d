package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class KindListenerTest {

    @TempDir
    Path folder;

    private final AtomicBoolean running = new AtomicBoolean();

    @Test
    void counts_a_test_without_a_kind_as_any() {
        run(new KindListener(running, folder), PlainTestCase.class);

        assertThat(lines()).containsExactly("1\tkind\tany\tpassed", "1\ttotal\tpassed");
    }

    @Test
    void counts_a_test_for_each_of_its_kinds_and_once_in_total() {
        run(new KindListener(running, folder), MixedTestCase.class);

        assertThat(lines())
                .containsExactly(
                        "1\tfailure\troot\tKindListenerTest$MixedTestCase.fails: java.lang.AssertionError: as it should",
                        "1\tkind\troot\tfailed",
                        "5\tkind\troot\tpassed",
                        "3\tkind\troot\tskipped",
                        "1\tkind\trunc\tskipped",
                        "2\treason\troot\tno luck today",
                        "1\treason\troot,runc\tneeds runc; it is not installed",
                        "1\ttotal\tfailed",
                        "5\ttotal\tpassed",
                        "3\ttotal\tskipped");
    }

    @Test
    void counts_the_tests_of_a_class_that_is_skipped() {
        run(new KindListener(running, folder), SkippedTestCase.class);

        assertThat(lines())
                .containsExactly("3\tkind\tv2\tskipped", "3\treason\tv2\tneeds cgroup v2", "3\ttotal\tskipped");
    }

    @Test
    void counts_the_tests_of_a_class_that_is_aborted() {
        run(new KindListener(running, folder), AbortedTestCase.class);

        assertThat(lines())
                .containsExactly(
                        "1\tkind\tany\tskipped",
                        "1\treason\tany\tAssumption failed: the network is down",
                        "1\ttotal\tskipped");
    }

    @Test
    void counts_a_class_that_cannot_be_set_up_as_one_failure() {
        run(new KindListener(running, folder), BrokenTestCase.class);

        assertThat(lines())
                .containsExactly(
                        "1\tfailure\tcrun\tKindListenerTest$BrokenTestCase: java.lang.IllegalStateException: as it should",
                        "1\tkind\tcrun\tfailed",
                        "1\ttotal\tfailed");
    }

    @Test
    void tells_which_class_runs_a_failed_test_that_it_has_inherited() {
        run(new KindListener(running, folder), InheritingTestCase.class);

        assertThat(lines())
                .contains("1\tfailure\tany\tKindListenerTest$InheritingTestCase, KindListenerTest$Contract$Part.fails:"
                        + " java.lang.AssertionError: as it should");
    }

    @Test
    void does_not_count_a_run_inside_a_test() {
        KindListener outer = new KindListener(running, folder);
        run(
                new TestExecutionListener() {
                    @Override
                    public void testPlanExecutionStarted(TestPlan plan) {
                        outer.testPlanExecutionStarted(plan);
                        run(new KindListener(running, folder), MixedTestCase.class);
                    }
                },
                PlainTestCase.class);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void writes_a_file_for_each_run() {
        KindListener listener = new KindListener(running, folder);
        run(listener, PlainTestCase.class);
        run(listener, PlainTestCase.class);

        assertThat(lines())
                .containsExactly(
                        "1\tkind\tany\tpassed", "1\ttotal\tpassed", "1\tkind\tany\tpassed", "1\ttotal\tpassed");
    }

    static class PlainTestCase {

        @Test
        void passes() {}
    }

    @Tag("root")
    static class MixedTestCase {

        @Test
        void passes() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void passes_each_time(int time) {}

        @TestFactory
        Stream<DynamicTest> passes_when_made() {
            return Stream.of("a", "b").map(name -> DynamicTest.dynamicTest(name, () -> {}));
        }

        @Test
        void fails() {
            throw new AssertionError("as it should");
        }

        @Test
        @Tag("runc")
        @Disabled("needs runc;\n  it is not installed")
        void is_skipped() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Disabled("no luck today")
        void is_skipped_as_one(int time) {}

        @Test
        @Disabled("no luck today")
        void is_skipped_too() {}
    }

    /** Skipped as {@link MachineCondition} does. */
    @Tag("v2")
    @ExtendWith(Never.class)
    static class SkippedTestCase {

        @Test
        void first() {}

        @Test
        void second() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void third(int time) {}
    }

    abstract static class Contract {

        @Nested
        class Part {

            @Test
            void fails() {
                throw new AssertionError("as it should");
            }
        }
    }

    static class InheritingTestCase extends Contract {}

    static class AbortedTestCase {

        @BeforeAll
        static void set_up() {
            Assumptions.abort("Assumption failed: the network is down");
        }

        @Test
        void never_runs() {}
    }

    @Tag("crun")
    static class BrokenTestCase {

        @BeforeAll
        static void set_up() {
            throw new IllegalStateException("as it should");
        }

        @Test
        void never_runs() {}
    }

    static class Never implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ConditionEvaluationResult.disabled("needs cgroup v2");
        }
    }

    private static void run(TestExecutionListener listener, Class<?> testCase) {
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(listener)
                .build();
        LauncherFactory.create(config)
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(testCase))
                        .build());
    }

    private List<String> lines() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().flatMap(KindListenerTest::lines).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
