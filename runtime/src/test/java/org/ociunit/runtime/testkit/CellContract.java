package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Pids;

/**
 * Each verb in each state: what it leads to, or that it is refused without effect (runtime-spec runtime.md, Operations; and
 * what runtimes agree on beyond that).
 */
abstract class CellContract extends RuntimeFixture {
    /** What a verb does in a state. */
    private enum Answer {
        /** The container is in the state that is named. */
        LEADS_TO,
        /** The verb succeeds; when its effect shows, if ever, is the program's or the kernel's affair. */
        ACCEPTED,
        /** The verb is refused, and the container is as before. */
        REFUSED,
        /** The container is gone. */
        GONE
    }

    private record Cell(
            String state,
            String verb,
            Answer answer,
            @Nullable Status next) {
        @Override
        public String toString() {
            return verb + " when " + state;
        }
    }

    private static final List<String> VERBS = List.of(
            "start",
            "pause",
            "resume",
            "kill KILL",
            "kill TERM",
            "kill 0",
            "delete",
            "delete -f",
            "exec",
            "ps",
            "create",
            "update");

    /** A row a state, a column a verb. */
    private static final String TABLE = """
            created running paused  refused stopped  accepted accepted gone    gone accepted accepted refused accepted
            running refused paused  refused stopped  accepted accepted refused gone accepted accepted refused accepted
            paused  refused refused running accepted accepted accepted refused gone refused  accepted refused accepted
            stopped refused refused refused refused  refused  refused  gone    gone refused  refused  refused refused
            """;

    static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        TABLE.lines().map(line -> line.split(" +")).forEach(words -> {
            for (int column = 0; column < VERBS.size(); column++) {
                cells.add(cell(words[0], VERBS.get(column), words[column + 1]));
            }
        });
        return cells;
    }

    private static Cell cell(String state, String verb, String word) {
        return switch (word) {
            case "refused" -> new Cell(state, verb, Answer.REFUSED, null);
            case "accepted" -> new Cell(state, verb, Answer.ACCEPTED, null);
            case "gone" -> new Cell(state, verb, Answer.GONE, null);
            default -> new Cell(state, verb, Answer.LEADS_TO, Status.of(word).orElseThrow());
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    @NeedsRoot
    void cell(Cell cell) {
        assumeTrue(!cell.verb().equals("update") || runtime().can(Verb.UPDATE), "there is no update");
        bring(cell.state());
        Status before = status();

        switch (cell.answer()) {
            case LEADS_TO -> {
                use(cell.verb());
                await().atMost(SOON).until(() -> status() == cell.next());
            }
            case ACCEPTED -> use(cell.verb());
            case GONE -> {
                use(cell.verb());
                assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
            }
            case REFUSED -> {
                assertThatThrownBy(() -> use(cell.verb()))
                        .isInstanceOfAny(IllegalTransitionException.class, ContainerExistsException.class);
                assertThat(status()).isEqualTo(before);
            }
        }
    }

    private void bring(String state) {
        create(state.equals("stopped") ? "true" : "sleep", "60");
        switch (state) {
            case "running" -> runtime().start(id);
            case "paused" -> {
                runtime().start(id);
                runtime().pause(id);
            }
            case "stopped" -> {
                runtime().start(id);
                runtime().waitFor(id, SOON);
                await().atMost(SOON).until(() -> status() == Status.STOPPED);
            }
            default -> {}
        }
    }

    private void use(String verb) {
        switch (verb) {
            case "start" -> runtime().start(id);
            case "pause" -> runtime().pause(id);
            case "resume" -> runtime().resume(id);
            case "kill KILL" -> runtime().kill(id, Signal.KILL);
            case "kill TERM" -> runtime().kill(id, Signal.TERM);
            case "kill 0" -> runtime().kill(id, new Signal(0));
            case "delete" -> runtime().delete(id, DeleteOptions.defaults());
            case "delete -f" -> runtime().delete(id, DeleteOptions.forced());
            case "exec" -> assertThat(exec("true").waitFor(SOON).code()).isZero();
            case "ps" -> assertThat(runtime().ps(id)).isNotEmpty();
            case "create" -> runtime().create(id, folder, CreateOptions.defaults());
            case "update" -> runtime().update(id, LinuxResources.empty().withPids(Pids.of(100)));
            default -> throw new AssertionError(verb);
        }
    }
}
