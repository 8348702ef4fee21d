package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.ociunit.junit.RuntimeCases.EveryTestCase;
import org.ociunit.junit.RuntimeCases.FeatureOfClassTestCase;
import org.ociunit.junit.RuntimeCases.FeaturesTestCase;
import org.ociunit.junit.RuntimeCases.MissingRuntimeTestCase;
import org.ociunit.junit.RuntimeCases.MissingTestCase;
import org.ociunit.junit.RuntimeCases.NoVersionTestCase;
import org.ociunit.junit.RuntimeCases.OfOtherRuntimeTestCase;
import org.ociunit.junit.RuntimeCases.OldRuntimeTestCase;
import org.ociunit.junit.RuntimeCases.OneTestCase;
import org.ociunit.junit.RuntimeCases.OtherMachineTestCase;
import org.ociunit.junit.RuntimeCases.RightRuntimeTestCase;
import org.ociunit.junit.RuntimeCases.TwoTestCase;
import org.ociunit.junit.RuntimeCases.UnsupportedBeforeTestCase;
import org.ociunit.junit.RuntimeCases.UnsupportedByItselfTestCase;
import org.ociunit.junit.RuntimeCases.UnsupportedContainerTestCase;
import org.ociunit.junit.RuntimeCases.UnsupportedFieldTestCase;
import org.ociunit.junit.RuntimeCases.UnsupportedParameterTestCase;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;

/** Tests of many runtimes, of certain ones, and of those that are not here. */
class RuntimesIT extends TestCaseRun {
    private static final OciRuntime OWN = Runtimes.embedded();
    private static final String ABORT = "ociunit.unsupported=abort";
    private static final String FAIL = "ociunit.unsupported=fail";

    @AfterEach
    void remove_the_fake() {
        FakeProvider.here = false;
    }

    private static List<String> turns(EngineExecutionResults results) {
        return results.testEvents()
                .started()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    @Test
    void there_is_a_turn_for_each_runtime_that_is_here() {
        List<String> names = Runtimes.available().stream()
                .map(runtime -> runtime.name() + " " + runtime.version())
                .toList();

        assertThat(turns(passes(EveryTestCase.class, names.size()))).isEqualTo(names);
    }

    @Test
    void a_turn_has_the_runtime_a_bundle_for_it_and_containers_of_it() {
        assertThat(turns(passes(OneTestCase.class, 1))).containsExactly("ociunit " + OWN.version());

        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void each_turn_has_a_container_of_its_runtime() {
        FakeProvider.here = true;

        assertThat(turns(passes(TwoTestCase.class, 2))).containsExactly("fake 1.2.3", "ociunit " + OWN.version());
        assertThat(SEEN).hasSize(2);
    }

    @Test
    void a_container_that_lives_longer_than_a_turn_is_refused_to_other_runtimes() {
        FakeProvider.here = true;
        EngineExecutionResults results = run(OfOtherRuntimeTestCase.class);

        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1).failed(1));
        assertThat(failureOf(results))
                .isEqualTo("There is no container of fake for parameter container of test of "
                        + OfOtherRuntimeTestCase.class.getName() + ".\n"
                        + "Why: the one in reach lives longer than the test, and is one of ociunit.\n"
                        + "Fix: let each test have its own: scope = Scope.TEST.");
    }

    @Test
    void a_test_is_skipped_whose_runtime_lacks_a_feature_or_a_verb() {
        FakeProvider.here = true;
        EngineExecutionResults results = passes(FeaturesTestCase.class, 2, ABORT);

        assertThat(skipped(results))
                .containsExactlyInAnyOrder(
                        "needs linux.seccomp.enabled: fake 1.2.3 does not have it",
                        "needs the verb checkpoint: fake 1.2.3 does not have it");
    }

    @Test
    void a_feature_that_a_class_needs_is_needed_by_its_tests() {
        FakeProvider.here = true;

        assertThat(failureOf(FeatureOfClassTestCase.class, FAIL))
                .isEqualTo("Could not run test test of " + FeatureOfClassTestCase.class.getName() + ".\n"
                        + "Why: it needs hooks:poststop: fake 1.2.3 does not have it.\n"
                        + "Fix: provide it, or set ociunit.unsupported to abort.");
    }

    @Test
    void a_turn_of_a_runtime_that_is_not_here_is_skipped_by_name() {
        EngineExecutionResults results = passes(MissingTestCase.class, 1, ABORT);

        assertThat(skipped(results)).containsExactly("needs nobody: no runtime of this name is known");
        assertThat(logged())
                .containsExactly("WARNING: Not run, since this machine cannot: 1 "
                        + "(1: needs nobody: no runtime of this name is known)."
                        + " With ociunit.unsupported=fail they fail.");
    }

    @Test
    void a_turn_of_a_runtime_that_is_not_here_fails_by_name_where_it_is_to() {
        EngineExecutionResults results = run(MissingTestCase.class, FAIL);

        results.testEvents()
                .assertStatistics(
                        statistics -> statistics.succeeded(1).failed(1).skipped(0));
        assertThat(failureOf(results))
                .isEqualTo("Could not run test test of " + MissingTestCase.class.getName() + ".\n"
                        + "Why: it needs nobody: no runtime of this name is known.\n"
                        + "Fix: provide it, or set ociunit.unsupported to abort.");
        assertThat(logged()).isEmpty();
    }

    @Test
    void a_class_whose_runtime_is_not_here_is_skipped_or_fails() {
        assertThat(skipped(run(MissingRuntimeTestCase.class, ABORT)))
                .containsExactly("needs nobody: no runtime of this name is known");
        assertThat(failureOf(MissingRuntimeTestCase.class, FAIL))
                .isEqualTo("Could not run class " + MissingRuntimeTestCase.class.getName() + ".\n"
                        + "Why: it needs nobody: no runtime of this name is known.\n"
                        + "Fix: provide it, or set ociunit.unsupported to abort.");
    }

    @Test
    void a_test_whose_runtime_is_too_old_is_skipped_or_fails_before_it_gets_a_container() {
        assertThat(skipped(run(OldRuntimeTestCase.class, ABORT)))
                .containsExactly("needs ociunit 1000.1 or later: this is " + OWN.version());
        assertThat(failureOf(OldRuntimeTestCase.class, FAIL))
                .isEqualTo("Could not run test test of " + OldRuntimeTestCase.class.getName() + ".\n"
                        + "Why: it needs ociunit 1000.1 or later: this is " + OWN.version() + ".\n"
                        + "Fix: provide it, or set ociunit.unsupported to abort.");
    }

    @Test
    void a_test_gets_its_container_from_the_runtime_that_it_requires() {
        passes(RightRuntimeTestCase.class, 1);
    }

    @Test
    void a_version_that_is_none_is_named() {
        assertThat(failureOf(NoVersionTestCase.class, ABORT))
                .contains("@RequiresRuntime: version is \"new\", and should be like 1.2 or 1.2.3.");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                UnsupportedContainerTestCase.class,
                UnsupportedFieldTestCase.class,
                UnsupportedParameterTestCase.class,
                UnsupportedByItselfTestCase.class,
                UnsupportedBeforeTestCase.class
            })
    void what_cannot_be_done_here_aborts_or_fails(Class<?> testCase) {
        EngineExecutionResults results = run(testCase, ABORT);
        assertThat(results.allEvents().aborted().map(TestCaseRun::message))
                .containsExactly("Could not fly.\nWhy: this machine has no wings.\nFix: grow some.");
        assertThat(results.allEvents().failed().count()).isZero();
        assertThat(logged())
                .containsExactly("WARNING: Not run, since this machine cannot: 1 "
                        + "(1: Could not fly. this machine has no wings.)."
                        + " With ociunit.unsupported=fail they fail.");

        assertThat(run(testCase, FAIL).allEvents().failed().count()).isEqualTo(1);
    }

    @Test
    void a_test_for_other_machines_is_skipped_whatever_is_to_become_of_unsupported_ones() {
        EngineExecutionResults results = run(OtherMachineTestCase.class, FAIL);

        results.testEvents()
                .assertStatistics(
                        statistics -> statistics.skipped(1).succeeded(1).failed(0));
        assertThat(skipped(results))
                .containsExactly(
                        "needs Linux 1000.0 or later; this is " + Host.current().kernel());
        assertThat(logged()).isEmpty();
    }
}
