package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.CREATING;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
    private static final Map<Status, Set<Status>> NEXT = Map.of(
            CREATING, Set.of(CREATED, STOPPED),
            CREATED, Set.of(RUNNING, PAUSED, STOPPED),
            RUNNING, Set.of(PAUSED, STOPPED),
            PAUSED, Set.of(CREATED, RUNNING, STOPPED),
            STOPPED, Set.of());

    /** A running container can be paused, but what it goes back to is running. */
    private static final Map<Status, Set<Status>> REACHABLE = Map.of(
            CREATING, Set.of(CREATING, CREATED, RUNNING, PAUSED, STOPPED),
            CREATED, Set.of(CREATED, RUNNING, PAUSED, STOPPED),
            RUNNING, Set.of(RUNNING, PAUSED, STOPPED),
            PAUSED, Set.of(CREATED, RUNNING, PAUSED, STOPPED),
            STOPPED, Set.of(STOPPED));

    static Stream<Arguments> pairs() {
        return Stream.of(Status.values())
                .flatMap(from -> Stream.of(Status.values()).map(to -> Arguments.of(from, to)));
    }

    @Test
    void there_are_25_pairs() {
        assertThat(pairs()).hasSize(25);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void may_become_what_the_table_says(Status from, Status to) {
        assertThat(from.mayBecome(to)).isEqualTo(NEXT.get(from).contains(to));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void can_reach_what_the_table_says(Status from, Status to) {
        assertThat(from.canReach(to)).isEqualTo(REACHABLE.get(from).contains(to));
    }

    @ParameterizedTest
    @CsvSource({"creating, CREATING", "created, CREATED", "running, RUNNING", "paused, PAUSED", "stopped, STOPPED"})
    void has_the_name_of_the_specification(String name, Status status) {
        assertThat(status).hasToString(name);
        assertThat(Status.of(name)).contains(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RUNNING", "Running", "running ", "exec id"})
    void no_other_text_names_a_state(String text) {
        assertThat(Status.of(text)).isEmpty();
    }
}
