package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.junit.PlaceCases.ClassInConstructorTestCase;
import org.ociunit.junit.PlaceCases.CreatedTestCase;
import org.ociunit.junit.PlaceCases.FieldOrderTestCase;
import org.ociunit.junit.PlaceCases.FieldTestCase;
import org.ociunit.junit.PlaceCases.InjectionTestCase;
import org.ociunit.junit.PlaceCases.MethodTestCase;
import org.ociunit.junit.PlaceCases.OneInstanceTestCase;
import org.ociunit.junit.PlaceCases.OwnInConstructorTestCase;
import org.ociunit.junit.PlaceCases.ParameterTestCase;
import org.ociunit.junit.PlaceCases.ParameterizedClassTestCase;
import org.ociunit.junit.PlaceCases.ParameterizedTestCase;
import org.ociunit.junit.PlaceCases.SameNameTestCase;
import org.ociunit.junit.PlaceCases.SamePlaceTestCase;
import org.ociunit.junit.PlaceCases.SourcesTestCase;

/** {@link WithContainer} on what is no class. */
class PlacesIT extends TestCaseRun {
    @Test
    void a_method_comes_before_its_class() {
        passes(MethodTestCase.class, 1);
    }

    @Test
    void a_field_is_set_for_each_test_and_a_static_one_for_the_class() {
        passes(FieldTestCase.class, 2);
    }

    @Test
    void fields_are_set_after_those_that_they_name() {
        passes(FieldOrderTestCase.class, 1);
    }

    @Test
    void a_parameter_gets_a_further_container() {
        passes(ParameterTestCase.class, 1);
    }

    @Test
    void parameters_of_the_same_place_get_containers_of_their_own() {
        passes(SamePlaceTestCase.class, 2);

        assertThat(SEEN).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void parameters_stand_beside_the_arguments_of_a_parameterized_test() {
        passes(ParameterizedTestCase.class, 5);
        passes(ParameterizedClassTestCase.class, 1);

        assertThat(SEEN).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void fields_of_the_same_name_get_containers_of_their_own() {
        passes(SameNameTestCase.class, 1);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_constructor_gets_the_container_of_its_test() {
        passes(OwnInConstructorTestCase.class, 2);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_constructor_gets_the_container_of_its_class() {
        passes(ClassInConstructorTestCase.class, 2);
        passes(OneInstanceTestCase.class, 2);

        assertThat(SEEN.stream().distinct()).hasSize(2);
    }

    @Test
    void a_test_gets_all_that_belongs_to_its_container() {
        passes(InjectionTestCase.class, 2);
    }

    @Test
    void a_bundle_comes_from_a_field_a_method_or_a_supplier() {
        passes(SourcesTestCase.class, 3);
    }

    @Test
    void a_container_can_wait_to_be_started() {
        passes(CreatedTestCase.class, 1);
    }
}
