package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StateTest {
    @Test
    void a_legal_transition_gives_the_same_state() {
        State state = state(Status.CREATED, Map.of());

        assertThat(state.requireMayBecome(Status.RUNNING, "start")).isSameAs(state);
    }

    @Test
    void an_illegal_transition_is_refused() {
        State state = state(Status.RUNNING, Map.of());

        assertThatThrownBy(() -> state.requireMayBecome(Status.CREATED, "create"))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("""
                        Could not create container web-1: it is running.
                        Why: a running container cannot become created.""");
    }

    @Test
    void the_annotations_are_copied_in_their_order() {
        Map<String, String> annotations = new LinkedHashMap<>(Map.of("z", "1"));
        annotations.put("a", "2");
        State state = state(Status.RUNNING, annotations);
        annotations.clear();

        assertThat(state.annotations().keySet()).containsExactly("z", "a");
        assertThatThrownBy(() -> state.annotations().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static State state(Status status, Map<String, String> annotations) {
        return new State(new ContainerId("web-1"), status, OptionalLong.of(7), Path.of("/bundle"), annotations);
    }
}
