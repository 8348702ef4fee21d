package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ociunit.Container;
import org.ociunit.junit.ClassCases.AgainTestCase;
import org.ociunit.junit.ClassCases.AroundTestCase;
import org.ociunit.junit.ClassCases.ClassScopeTestCase;
import org.ociunit.junit.ClassCases.ComposedTestCase;
import org.ociunit.junit.ClassCases.EachTestCase;
import org.ociunit.junit.ClassCases.ImplementingTestCase;
import org.ociunit.junit.ClassCases.InheritingTestCase;
import org.ociunit.junit.ClassCases.NestedInClassScopeTestCase;
import org.ociunit.junit.ClassCases.OuterBundleTestCase;
import org.ociunit.junit.ClassCases.ParallelTestCase;
import org.ociunit.junit.ClassCases.SessionFieldTestCase;
import org.ociunit.junit.ClassCases.SessionOfOtherBundleTestCase;
import org.ociunit.junit.ClassCases.SessionTestCase;

/** {@link WithContainer} on a class. */
class ClassesIT extends TestCaseRun {
    @Test
    void each_test_has_a_container_of_its_own() {
        passes(EachTestCase.class, 2);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void all_tests_have_the_same_one_with_class_scope() {
        passes(ClassScopeTestCase.class, 2);

        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
    }

    @Test
    void those_of_nested_classes_have_that_one_too() {
        passes(NestedInClassScopeTestCase.class, 2);

        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
    }

    @Test
    void it_counts_for_nested_classes_too() {
        passes(AroundTestCase.class, 1);
    }

    @Test
    void a_nested_class_gets_what_the_class_around_it_describes() {
        passes(OuterBundleTestCase.class, 3);
    }

    @Test
    void it_is_inherited() {
        passes(InheritingTestCase.class, 2);
    }

    @Test
    void it_is_inherited_from_an_interface_whose_methods_are_tests() {
        passes(ImplementingTestCase.class, 2);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void an_annotation_can_stand_for_it_anywhere() {
        passes(ComposedTestCase.class, 1);

        assertThat(SEEN).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void each_repetition_has_a_container_of_its_own() {
        passes(AgainTestCase.class, 3);

        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void parallel_tests_are_kept_apart() {
        runInParallel(ParallelTestCase.class, 4)
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(4).failed(0));

        assertThat(SEEN).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void names_tell_the_runtime_the_jvm_and_a_number_so_that_parallel_jvms_do_not_meet() {
        passes(EachTestCase.class, 2);

        assertThat(SEEN)
                .extracting(container -> container.id().value())
                .allMatch(id -> id.matches("ociunit-" + ProcessHandle.current().pid() + "-\\d+"));
    }

    @Test
    void the_whole_run_shares_a_container_with_session_scope() {
        passes(List.of(SessionTestCase.class, SessionFieldTestCase.class), 3);

        assertThat(SEEN).hasSize(4);
        assertThat(SEEN.stream().distinct()).hasSize(1);
    }

    @Test
    void the_run_does_not_share_what_is_described_in_another_way() {
        passes(List.of(SessionTestCase.class, SessionOfOtherBundleTestCase.class), 3);

        assertThat(SEEN.stream().distinct()).hasSize(2);
    }

    @Test
    void a_container_of_the_whole_run_ends_with_it() {
        passes(SessionTestCase.class, 2);
        Container first = SEEN.get(0);
        SEEN.clear();
        passes(SessionTestCase.class, 2);

        assertThat(SEEN).doesNotContain(first);
    }
}
