package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModelTest {
    /** What each action has to do after some others, a line an action; those that are not foreseen have none. */
    private static String table(Action... before) {
        Model reached = reached(before);
        return reached + "\n"
                + Arrays.stream(Action.values())
                        .filter(reached::foresees)
                        .map(action -> line(action, reached.after(action)))
                        .collect(Collectors.joining());
    }

    private static Model reached(Action... actions) {
        Model model = Model.NOTHING;
        for (Action action : actions) {
            assertThat(model.foresees(action)).isTrue();
            model = model.after(action).then();
        }
        return model;
    }

    private static String line(Action action, Model.Effect effect) {
        String limit = effect.then().isLimited() ? ", and limited" : "";
        String exit = effect.exit().isPresent() ? "exit " + effect.exit().getAsInt() + ", " : "";
        return "  " + action.name() + ": " + (effect.refused() ? "refused" : exit + effect.then() + limit) + "\n";
    }

    @Test
    void without_a_container_one_can_be_made() {
        assertThat(table()).isEqualTo("""
                there is no container
                  CREATE: the container is created
                  CREATE_ENDING: the container is created
                  START: refused
                  PAUSE: refused
                  RESUME: refused
                  KILL_0: refused
                  KILL_TERM: refused
                  KILL_KILL: refused
                  EXEC: refused
                  UPDATE: refused
                  UPDATE_WRONGLY: refused
                  DELETE: refused
                """);
    }

    @Test
    void what_a_created_container_does_with_other_signals_is_not_foreseen() {
        assertThat(table(Action.CREATE)).isEqualTo("""
                the container is created
                  CREATE: refused
                  START: the container is running
                  PAUSE: the container is paused before its start
                  RESUME: refused
                  KILL_0: the container is created
                  KILL_KILL: the container is stopped
                  EXEC: exit 3, the container is created
                  UPDATE: the container is created, and limited
                  UPDATE_WRONGLY: refused
                  DELETE: the container has been deleted
                """);
    }

    @Test
    void a_running_container_heeds_a_signal_once_it_is_ready() {
        assertThat(table(Action.CREATE, Action.START)).isEqualTo("""
                the container is running
                  CREATE: refused
                  START: refused
                  PAUSE: the container is paused
                  RESUME: refused
                  KILL_0: the container is running
                  KILL_KILL: the container is stopped
                  EXEC: exit 3, the container is running
                  EXEC_READY: exit 0, the container is running
                  UPDATE: the container is running, and limited
                  UPDATE_WRONGLY: refused
                  DELETE: refused
                """);
        assertThat(table(Action.CREATE, Action.START, Action.EXEC_READY))
                .contains("  KILL_TERM: exit 7, the container is stopped\n");
    }

    @Test
    void a_paused_container_goes_on_where_it_was() {
        assertThat(table(Action.CREATE, Action.PAUSE)).isEqualTo("""
                the container is paused before its start
                  CREATE: refused
                  START: refused
                  PAUSE: refused
                  RESUME: the container is created
                  KILL_0: the container is paused before its start
                  KILL_KILL: the container is stopped
                  EXEC: refused
                  UPDATE: the container is paused before its start, and limited
                  UPDATE_WRONGLY: refused
                  DELETE: refused
                """);
        assertThat(table(Action.CREATE, Action.START, Action.PAUSE))
                .contains("  RESUME: the container is running\n")
                .doesNotContain("KILL_TERM");
    }

    @Test
    void what_a_paused_container_was_asked_for_it_does_when_it_goes_on() {
        assertThat(table(Action.CREATE, Action.START, Action.EXEC_READY, Action.PAUSE, Action.KILL_TERM))
                .isEqualTo("""
                        the container is paused, and has been asked to end
                          CREATE: refused
                          START: refused
                          PAUSE: refused
                          RESUME: exit 7, the container is stopped
                          KILL_0: the container is paused, and has been asked to end
                          KILL_TERM: the container is paused, and has been asked to end
                          KILL_KILL: the container is stopped
                          EXEC: refused
                          UPDATE: the container is paused, and has been asked to end, and limited
                          UPDATE_WRONGLY: refused
                          DELETE: refused
                        """);
    }

    @Test
    void a_program_that_ends_by_itself_stops_its_container() {
        assertThat(table(Action.CREATE_ENDING)).contains("  START: exit 5, the container is stopped\n");
        assertThat(table(Action.CREATE_ENDING, Action.START)).isEqualTo("""
                the container is stopped
                  CREATE: refused
                  START: refused
                  PAUSE: refused
                  RESUME: refused
                  KILL_0: refused
                  KILL_TERM: refused
                  KILL_KILL: refused
                  EXEC: refused
                  UPDATE: refused
                  UPDATE_WRONGLY: refused
                  DELETE: the container has been deleted
                """);
    }

    @Test
    void a_limit_stays_until_the_container_ends_and_wrong_ones_are_refused() {
        assertThat(table(Action.CREATE, Action.UPDATE, Action.UPDATE_WRONGLY))
                .contains(
                        "  START: the container is running, and limited\n",
                        "  PAUSE: the container is paused before its start, and limited\n",
                        "  UPDATE_WRONGLY: refused\n",
                        "  KILL_KILL: the container is stopped\n");
        assertThat(reached(Action.CREATE, Action.UPDATE, Action.DELETE, Action.CREATE)
                        .isLimited())
                .as("it is another one")
                .isFalse();
    }

    @Test
    void the_name_of_a_deleted_container_can_be_used_again() {
        assertThat(table(Action.CREATE, Action.DELETE))
                .startsWith("the container has been deleted\n  CREATE: the container is created\n")
                .contains("  START: refused\n", "  DELETE: refused\n");
    }

    @Test
    void what_is_done_with_one_of_two_changes_nothing_of_the_other() {
        Move create = new Move(false, Action.CREATE);
        Move createOther = new Move(true, Action.CREATE);
        Move startOther = new Move(true, Action.START);

        Pair pair = Pair.NOTHING.after(create).after(createOther).after(startOther);

        assertThat(pair.first()).hasToString("the container is created");
        assertThat(pair.other()).hasToString("the container is running");
        assertThat(pair.found(create)).isEqualTo("the container is created, and another one is running");
        assertThat(Pair.NOTHING.after(create).found(createOther))
                .isEqualTo("there is no container, and another one is created");
        assertThat(Pair.NOTHING.after(create).found(create)).isEqualTo("the container is created");
    }

    @Test
    void only_what_is_alive_can_end() {
        Model running = reached(Action.CREATE, Action.START);

        assertThat(running.endsBy(Action.KILL_KILL)).isTrue();
        assertThat(running.endsBy(Action.DELETE)).as("it is refused").isFalse();
        assertThat(running.after(Action.KILL_KILL).then().endsBy(Action.DELETE))
                .as("it has ended")
                .isFalse();
    }
}
