package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ociunit.Container;
import org.ociunit.junit.NetworkCases.NamedTestCase;
import org.ociunit.junit.NetworkCases.ReachableTestCase;
import org.ociunit.junit.NetworkCases.SessionTestCase;

/** The networks that {@link WithContainer} names. */
class NetworksIT extends TestCaseRun {
    @Test
    void containers_with_the_same_word_are_on_one_network_by_the_names_of_their_fields() {
        passes(NamedTestCase.class, 2);

        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(Container.unclosed()).isEmpty();
    }

    @Test
    void a_ports_address_needs_no_more_than_a_word() {
        passes(ReachableTestCase.class, 1);
    }

    @Test
    void a_container_of_the_whole_run_is_on_no_class_network() {
        assertThat(failureOf(SessionTestCase.class))
                .isEqualTo("@WithContainer on class " + SessionTestCase.class.getName()
                        + ": network is backend, which is a class's or a test's, and its container is the whole run's:"
                        + " give it a network in its bundle.");
    }
}
