package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What makes a process: steps in the order in which they are written to the launcher. The launcher takes its own ones,
 * then forks; where some of the work has to be done from outside, the forked process is a stage, which clones the process
 * that all is for.
 *
 * @param launcher what the launcher itself does before
 * @param stage what is done from outside, or null if nothing is
 * @param init what the process does, from its first instruction to its program
 * @param namespaces the new namespaces that the process is made in, as flags of clone(2)
 */
public record Plan(List<Step> launcher, @Nullable Stage stage, List<Step> init, long namespaces) {
    /** Who takes a step. */
    public enum Actor {
        /** The launcher, a process that lives as long as this JVM. */
        LAUNCHER,
        /** A process outside the container that is gone once it is made. */
        STAGE,
        /** The process itself. */
        INIT
    }

    /**
     * The work of the stage.
     *
     * @param before what it does before it clones the process
     * @param after what it does for the new process
     */
    public record Stage(List<Step> before, List<Step> after) {
        /** Copies the lists. */
        public Stage {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * A step of a plan, and who takes it.
     *
     * @param actor who
     * @param step what
     */
    public record Line(Actor actor, Step step) {}

    /** Copies the lists. */
    public Plan {
        launcher = List.copyOf(launcher);
        init = List.copyOf(init);
    }

    /**
     * The same plan with one more step of the launcher's, before all others.
     *
     * @param step the step
     * @return such a plan
     */
    public Plan after(Step step) {
        List<Step> all = new ArrayList<>(List.of(step));
        all.addAll(launcher);
        return new Plan(all, stage, init, namespaces);
    }

    /**
     * All steps as the launcher gets them; what fails is told by its place in this list.
     *
     * @return the steps with those who take them
     */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        launcher.forEach(step -> lines.add(new Line(Actor.LAUNCHER, step)));
        if (stage == null) {
            lines.add(new Line(Actor.LAUNCHER, Step.of(Opcode.FORK, init.size(), 0, namespaces)));
            init.forEach(step -> lines.add(new Line(Actor.INIT, step)));
            return lines;
        }
        int staged = stage.before().size() + 1 + init.size() + stage.after().size();
        lines.add(new Line(Actor.LAUNCHER, Step.of(Opcode.FORK, staged, 0, 0)));
        stage.before().forEach(step -> lines.add(new Line(Actor.STAGE, step)));
        lines.add(new Line(Actor.STAGE, Step.of(Opcode.CLONE, init.size(), namespaces)));
        init.forEach(step -> lines.add(new Line(Actor.INIT, step)));
        stage.after().forEach(step -> lines.add(new Line(Actor.STAGE, step)));
        return lines;
    }

    /**
     * All steps as the launcher gets them.
     *
     * @return the steps
     */
    public List<Step> steps() {
        return lines().stream().map(Line::step).toList();
    }

    /**
     * The slots that the launcher fills, and needs no longer once the process is forked.
     *
     * @return their numbers
     */
    public List<Integer> slots() {
        return launcher.stream().anyMatch(step -> step.opcode() == Opcode.LISTEN_START)
                ? List.of(Slots.FOLDER, Slots.START)
                : List.of();
    }

    /**
     * Whether the process hands a terminal over.
     *
     * @return true if it has one of its own
     */
    public boolean handsOver() {
        return steps().stream().anyMatch(step -> step.opcode() == Opcode.HAND_OVER);
    }

    /**
     * What is still to come when the container has been made, in words.
     *
     * @return the steps behind the wait for the start, in their order
     */
    public List<String> afterStart() {
        List<Step> steps = steps();
        return steps.subList(startAt() + 1, steps.size()).stream()
                .map(Step::toString)
                .toList();
    }

    /**
     * Where the wait for the start is.
     *
     * @return its place in {@link #steps}
     */
    public int startAt() {
        List<Step> steps = steps();
        int at = 0;
        while (at < steps.size() - 1 && steps.get(at).opcode() != Opcode.AWAIT_START) {
            at++;
        }
        return at;
    }

    /** The plan as a numbered list, a line a step: who, what, and the part of the configuration that asks for it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (Line line : lines()) {
            String actor = line.actor().name().toLowerCase(Locale.ROOT);
            text.append("%3d %-8s %s\n".formatted(++number, actor, line.step()));
        }
        return text.toString();
    }
}
