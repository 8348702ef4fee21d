package org.ociunit.runtime.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Step;

/** The steps of a process that the launcher forks for a command, or for what is to be removed. */
final class ForkSteps {
    private static final int NOTHING = 0;
    private static final int READ_AND_WRITE = 2;

    private ForkSteps() {}

    static List<Step> removals(List<Path> trees) {
        return trees.stream()
                .map(tree -> Step.of(Opcode.REMOVE, tree.toString()))
                .toList();
    }

    /** A child that reads and writes nothing. */
    static List<Step> withoutStreams(List<Step> work, Duration grace) {
        List<Step> child =
                concat(concat(descriptors(List.of(NOTHING, NOTHING, NOTHING)), work), List.of(Step.of(Opcode.LEAVE)));
        return concat(
                List.of(
                        Step.of(Opcode.OPEN, NOTHING, "/dev/null", READ_AND_WRITE, 0),
                        Step.of(Opcode.FORK, child.size(), grace.toMillis(), 0)),
                child);
    }

    static List<Step> fork(Command command, List<Step> child, List<Integer> close) {
        Step fork = Step.of(Opcode.FORK, child.size(), command.grace().toMillis(), 0);
        return concat(concat(List.of(fork), child), List.of(Step.of(Opcode.CLOSE, close)));
    }

    static List<Step> child(List<Integer> slots, Step group, Command command) {
        Step chdir = Step.of(Opcode.CHDIR, command.directory().toString());
        Step exec = Step.of(Opcode.EXEC, List.of(command.program().toString()), command.argv(), command.envp());
        return concat(descriptors(slots), List.of(group, chdir, exec));
    }

    /** What every child begins with: its own descriptors and no others, and an end when the launcher ends. */
    static List<Step> descriptors(List<Integer> slots) {
        return List.of(
                Step.of(Opcode.DESCRIPTORS, slots.size(), slots), Step.of(Opcode.DEATH_SIGNAL, Signal.KILL.number()));
    }

    static <T> List<T> concat(List<? extends T> first, List<? extends T> second) {
        return Stream.<T>concat(first.stream(), second.stream()).toList();
    }
}
