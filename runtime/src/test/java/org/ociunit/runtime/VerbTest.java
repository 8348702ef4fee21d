package org.ociunit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.CREATING;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Status;

class VerbTest {
    private static final Set<Status> ALL = Set.of(CREATING, CREATED, RUNNING, PAUSED, STOPPED);
    private static final Set<Status> ALIVE = Set.of(CREATED, RUNNING, PAUSED);

    private static final Map<Verb, Set<Status>> APPLIES = Map.ofEntries(
            Map.entry(Verb.CREATE, Set.of()),
            Map.entry(Verb.START, Set.of(CREATED)),
            Map.entry(Verb.STATE, ALL),
            Map.entry(Verb.LIST, ALL),
            Map.entry(Verb.KILL, ALIVE),
            Map.entry(Verb.DELETE, Set.of(CREATED, STOPPED)),
            Map.entry(Verb.EXEC, Set.of(CREATED, RUNNING)),
            Map.entry(Verb.PAUSE, Set.of(CREATED, RUNNING)),
            Map.entry(Verb.RESUME, Set.of(PAUSED)),
            Map.entry(Verb.PS, ALIVE),
            Map.entry(Verb.TOP, ALIVE),
            Map.entry(Verb.UPDATE, ALIVE),
            Map.entry(Verb.STATS, ALIVE),
            Map.entry(Verb.EVENTS, ALIVE),
            Map.entry(Verb.CHECKPOINT, Set.of(RUNNING, PAUSED)),
            Map.entry(Verb.RESTORE, Set.of()),
            Map.entry(Verb.FEATURES, ALL));

    private static final Map<Verb, Status> LEADS =
            Map.of(Verb.CREATE, CREATED, Verb.START, RUNNING, Verb.PAUSE, PAUSED, Verb.RESTORE, RUNNING);

    static Stream<Arguments> pairs() {
        return Stream.of(Verb.values())
                .flatMap(verb -> Stream.of(Status.values()).map(status -> Arguments.of(verb, status)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void applies_to_what_the_table_says(Verb verb, Status status) {
        assertThat(verb.appliesTo(status)).isEqualTo(APPLIES.get(verb).contains(status));
    }

    @ParameterizedTest
    @EnumSource
    void leads_to_what_the_table_says(Verb verb) {
        assertThat(verb.leadsTo()).isEqualTo(Optional.ofNullable(LEADS.get(verb)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void where_it_applies_its_transition_is_legal(Verb verb, Status status) {
        if (verb.appliesTo(status)) {
            assertThat(verb.leadsTo().stream()).allMatch(status::mayBecome);
        }
    }

    @Test
    void has_the_name_that_a_command_line_has() {
        assertThat(Verb.CREATE).hasToString("create");
        assertThat(Verb.EXEC).hasToString("exec");
    }

    @Test
    void the_exception_for_a_verb_that_leads_to_a_state_names_it() {
        IllegalTransitionException e = Verb.START.illegal(new ContainerId("web-1"), STOPPED);

        assertThat(e).hasMessage("""
                Could not start container web-1: it is stopped.
                Why: a stopped container cannot become running.""");
        assertThat(e.to()).contains(RUNNING);
    }

    @Test
    void the_exception_for_any_other_verb_names_only_the_state_it_met() {
        IllegalTransitionException e = Verb.EXEC.illegal(new ContainerId("web-1"), PAUSED);

        assertThat(e).hasMessage("Could not exec container web-1: it is paused.");
        assertThat(e.from()).isEqualTo(PAUSED);
        assertThat(e.to()).isEmpty();
    }
}
