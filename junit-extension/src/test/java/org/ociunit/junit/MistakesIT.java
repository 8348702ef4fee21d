package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.junit.MistakeCases.BeforeAllTestCase;
import org.ociunit.junit.MistakeCases.CircleTestCase;
import org.ociunit.junit.MistakeCases.DeadlineTestCase;
import org.ociunit.junit.MistakeCases.EnvTestCase;
import org.ociunit.junit.MistakeCases.FieldScopeTestCase;
import org.ociunit.junit.MistakeCases.ImageTestCase;
import org.ociunit.junit.MistakeCases.MemoryTestCase;
import org.ociunit.junit.MistakeCases.MethodScopeTestCase;
import org.ociunit.junit.MistakeCases.NoBundleTestCase;
import org.ociunit.junit.MistakeCases.NoContainerTestCase;
import org.ociunit.junit.MistakeCases.NullFieldTestCase;
import org.ociunit.junit.MistakeCases.OneConstructorTestCase;
import org.ociunit.junit.MistakeCases.OrderOfClassTestCase;
import org.ociunit.junit.MistakeCases.ParameterScopeTestCase;
import org.ociunit.junit.MistakeCases.SessionBundleTestCase;
import org.ociunit.junit.MistakeCases.StaticFieldScopeTestCase;
import org.ociunit.junit.MistakeCases.StatusTestCase;
import org.ociunit.junit.MistakeCases.TooEarlyBundleTestCase;
import org.ociunit.junit.MistakeCases.TooLateOrderTestCase;
import org.ociunit.junit.MistakeCases.TwoSourcesTestCase;
import org.ociunit.junit.MistakeCases.UnknownOrderTestCase;
import org.ociunit.junit.MistakeCases.WrongFieldTestCase;

/** A mistake in a test class is named, with the class, the place and the attribute. */
class MistakesIT extends TestCaseRun {
    @Test
    void with_two_sources() {
        assertThat(failureOf(TwoSourcesTestCase.class))
                .isEqualTo("@WithContainer on class " + TwoSourcesTestCase.class.getName()
                        + ": image and bundle are both set, and a container has one source.");
    }

    @Test
    void with_a_bundle_that_is_not_there() {
        assertThat(failureOf(NoBundleTestCase.class))
                .isEqualTo("@WithContainer on method test of " + NoBundleTestCase.class.getName()
                        + ": bundle names nowhere, and " + NoBundleTestCase.class.getName()
                        + " has no field of this name with a Bundle in it, and no method without parameters that"
                        + " returns one.");
    }

    @Test
    void with_an_instances_bundle_for_the_whole_class() {
        assertThat(failureOf(TooEarlyBundleTestCase.class))
                .isEqualTo("@WithContainer on field container of " + TooEarlyBundleTestCase.class.getName()
                        + ": bundle names bundle, which is an instance's, and no instance is there yet: make it"
                        + " static.");
    }

    @Test
    void with_a_memory_limit_that_is_none() {
        assertThat(failureOf(MemoryTestCase.class))
                .isEqualTo("@WithContainer on class " + MemoryTestCase.class.getName()
                        + ": memory is \"64 megs\", and should be like 64MiB.");
    }

    @Test
    void with_a_variable_without_a_value() {
        assertThat(failureOf(EnvTestCase.class))
                .isEqualTo("@WithContainer on class " + EnvTestCase.class.getName()
                        + ": env has \"NAME\", which is not NAME=value.");
    }

    @Test
    void with_a_state_that_no_test_begins_in() {
        assertThat(failureOf(StatusTestCase.class))
                .isEqualTo("@WithContainer on class " + StatusTestCase.class.getName()
                        + ": status is stopped, and a test can begin with created or running.");
    }

    @Test
    void with_a_scope_that_its_place_cannot_have() {
        assertThat(failureOf(StaticFieldScopeTestCase.class))
                .isEqualTo("@WithContainer on field container of " + StaticFieldScopeTestCase.class.getName()
                        + ": scope is TEST, and a static field's container lives as long as its class.");
        assertThat(failureOf(FieldScopeTestCase.class))
                .isEqualTo("@WithContainer on field container of " + FieldScopeTestCase.class.getName()
                        + ": scope is CLASS, and the container of an instance's field is its test's: make it"
                        + " static.");
        assertThat(failureOf(MethodScopeTestCase.class))
                .isEqualTo("@WithContainer on method test of " + MethodScopeTestCase.class.getName()
                        + ": scope is CLASS, and a method's container is its test's: annotate the class.");
        assertThat(failureOf(ParameterScopeTestCase.class))
                .contains("@WithContainer on parameter 0 of test of " + ParameterScopeTestCase.class.getName()
                        + ": scope is CLASS, and a parameter's container is for it alone: annotate the class.");
    }

    @Test
    void with_a_field_of_another_type() {
        assertThat(failureOf(WrongFieldTestCase.class))
                .isEqualTo("@WithContainer on field container of " + WrongFieldTestCase.class.getName()
                        + ": its type is java.lang.String, and should be org.ociunit.Container.");
    }

    @Test
    void with_no_container_for_a_parameter() {
        assertThat(failureOf(NoContainerTestCase.class))
                .isEqualTo("There is no container for parameter timeline of test of "
                        + NoContainerTestCase.class.getName() + ".\n"
                        + "Fix: annotate the class, the test or the parameter with @WithContainer.");
    }

    @Test
    void with_a_tests_container_before_any_test() {
        assertThat(failureOf(BeforeAllTestCase.class))
                .isEqualTo("There is no container for parameter container of before of "
                        + BeforeAllTestCase.class.getName() + ".\n"
                        + "Why: each test has its own, and no test has begun.\n"
                        + "Fix: take it as a parameter of the test, or set scope = Scope.CLASS.");
    }

    @Test
    void with_an_image_that_is_none() {
        assertThat(failureOf(ImageTestCase.class))
                .startsWith("@WithContainer on class " + ImageTestCase.class.getName()
                        + ": image is \"dir:\", and that is none.\n"
                        + "Why: it is of no known form.\n"
                        + "Fix: write host, scratch[:PROGRAM,...], dir:PATH");
    }

    @Test
    void with_a_deadline_that_is_none() {
        assertThat(failureOf(DeadlineTestCase.class))
                .isEqualTo("@WithContainer on class " + DeadlineTestCase.class.getName()
                        + ": deadline is \"soon\", and should be like 500ms, 10s or 2m.");
    }

    @Test
    void with_an_order_of_what_has_none() {
        assertThat(failureOf(OrderOfClassTestCase.class))
                .isEqualTo("@WithContainer on class " + OrderOfClassTestCase.class.getName()
                        + ": after is set, and only fields have an order.");
    }

    @Test
    void with_fields_that_wait_for_each_other() {
        assertThat(failureOf(CircleTestCase.class))
                .isEqualTo("@WithContainer on field one of " + CircleTestCase.class.getName()
                        + ": after makes a circle: one after two after three after one.");
    }

    @Test
    void with_an_order_after_a_field_that_is_not_there() {
        assertThat(failureOf(UnknownOrderTestCase.class))
                .isEqualTo("@WithContainer on field app of " + UnknownOrderTestCase.class.getName()
                        + ": after names db, and " + UnknownOrderTestCase.class.getName()
                        + " has no field of this name with @WithContainer.");
    }

    @Test
    void with_a_static_field_after_an_instances() {
        assertThat(failureOf(TooLateOrderTestCase.class))
                .isEqualTo("@WithContainer on field app of " + TooLateOrderTestCase.class.getName()
                        + ": after names db, which is an instance's: make it static.");
    }

    @Test
    void with_an_instances_bundle_for_the_whole_run() {
        assertThat(failureOf(SessionBundleTestCase.class))
                .isEqualTo("@WithContainer on method test of " + SessionBundleTestCase.class.getName()
                        + ": bundle names bundle, which is an instance's, and its container is the whole run's: make it"
                        + " static.");
    }

    @Test
    void with_an_instances_field_before_all_tests() {
        assertThat(failureOf(NullFieldTestCase.class))
                .isEqualTo("@WithContainer on field own of " + NullFieldTestCase.class.getName()
                        + ": it is null before all tests, since each test has its own container: make it static.");
    }

    @Test
    void with_a_tests_container_for_the_constructor_of_all_tests() {
        assertThat(failureOf(OneConstructorTestCase.class))
                .isEqualTo("There is no container for parameter container of "
                        + OneConstructorTestCase.class.getName() + " of "
                        + OneConstructorTestCase.class.getName() + ".\n"
                        + "Why: each test has its own, and no test has begun.\n"
                        + "Fix: take it as a parameter of the test, or set scope = Scope.CLASS.");
    }
}
