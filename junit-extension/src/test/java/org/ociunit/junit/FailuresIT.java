package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.ociunit.junit.ClassCases.EachTestCase;
import org.ociunit.junit.FailureCases.FailingInClassTestCase;
import org.ociunit.junit.FailureCases.FailingTestCase;
import org.ociunit.junit.FailureCases.InterruptedTestCase;
import org.ociunit.junit.FailureCases.LateTestCase;
import org.ociunit.junit.FailureCases.LeakingBesideTestCase;
import org.ociunit.junit.FailureCases.LeakingTestCase;
import org.ociunit.junit.FailureCases.OtherThreadTestCase;
import org.ociunit.junit.FailureCases.SessionFailingTestCase;
import org.ociunit.junit.FailureCases.TimeoutTestCase;
import org.ociunit.junit.FailureCases.TooSlowInOtherThreadTestCase;
import org.ociunit.junit.FailureCases.TooSlowTestCase;

/** What becomes of a test that fails, takes too long, or leaves containers behind. */
class FailuresIT extends TestCaseRun {
    @Test
    void of_a_failure_state_timeline_configuration_and_output_are_published() {
        EngineExecutionResults results = run(FailingTestCase.class);

        assertThat(failureOf(results)).isEqualTo("on purpose");
        Map<String, String> entry = entries(results).get(0);
        assertThat(entry.get("container")).isEqualTo(SEEN.get(0).id().value());
        assertThat(entry.get("state")).contains("status=running");
        assertThat(entry.get("timeline")).contains("created").contains("running");
        assertThat(entry.get("config.json")).contains("\"hostname\": \"failing\"");
        assertThat(entry).containsEntry("stdout", "last words\n").doesNotContainKey("stderr");
    }

    @Test
    void of_a_failure_the_containers_of_its_classes_are_told_of_too() {
        assertThat(entries(run(FailingInClassTestCase.class)))
                .extracting(entry -> entry.get("container"))
                .hasSize(2)
                .containsExactlyInAnyOrderElementsOf(
                        SEEN.stream().map(container -> container.id().value()).toList());
    }

    @Test
    void of_a_failure_the_container_of_the_whole_run_is_told_of_too() {
        assertThat(entries(run(SessionFailingTestCase.class)))
                .extracting(entry -> entry.get("container"))
                .containsExactly(SEEN.get(0).id().value());
    }

    @Test
    void of_a_success_nothing_is_published() {
        assertThat(entries(passes(EachTestCase.class, 2))).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void a_container_that_is_not_of_use_in_time_fails_the_test() {
        assertThat(failureOf(LateTestCase.class))
                .contains("did not become ready: it is ready.\nWhy: it did not happen within 50 ms;");
    }

    @Test
    void a_container_that_is_left_behind_fails_the_test_by_name() {
        assertThat(failureOf(LeakingTestCase.class))
                .matches("""
                        Test \\Q%s\\E.leaks left containers behind:
                          ociunit-\\d+-\\d+, made at \\Q%s\\E.leaks\\(FailureCases.java:\\d+\\)
                        Fix: make them in a try statement, or close them; they have been closed now.""".formatted(LeakingTestCase.class.getName(), LeakingTestCase.class.getName()));
    }

    @Test
    void a_container_that_is_left_behind_by_another_thread_fails_the_test_too() {
        assertThat(failureOf(OtherThreadTestCase.class))
                .startsWith("Test " + OtherThreadTestCase.class.getName() + ".leaks left containers behind:\n");
        assertThat(failureOf(TimeoutTestCase.class))
                .startsWith("Test " + TimeoutTestCase.class.getName() + ".leaks left containers behind:\n");
    }

    @Test
    void a_container_that_is_left_behind_beside_other_tests_does_not_fail_those() {
        assertThat(runInParallel(LeakingBesideTestCase.class, 2).testEvents().failed().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .containsExactly("leaks(Container)");
    }

    @Test
    void a_test_that_takes_too_long_ends_with_its_container() {
        assertThat(failureOf(TooSlowTestCase.class)).isEqualTo("test(org.ociunit.Container) timed out after 1 second");
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void a_test_that_takes_too_long_in_a_thread_of_its_own_ends_with_its_container() {
        assertThat(failureOf(TooSlowInOtherThreadTestCase.class))
                .isEqualTo("test(org.ociunit.Container) timed out after 1 second");
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void a_test_that_is_interrupted_ends_with_its_container() {
        assertThat(failureOf(InterruptedTestCase.class))
                .isEqualTo("Could not wait for container " + SEEN.get(0).id() + ".\nWhy: the thread was interrupted.");
        assertThat(Thread.interrupted()).isFalse();
    }
}
