package org.ociunit.runtime.embedded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.plan.Opcode;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.plan.Slots;
import org.ociunit.runtime.plan.Step;

/**
 * One place of a plan, and what can be done to it.
 *
 * @param plan a plan
 * @param index a place in its list of steps
 */
record Spoiling(Plan plan, int index) {
    private static final String STOP = "for the test";

    /** CLONE_FS and CLONE_NEWNS, which exclude each other. */
    private static final long CONTRADICTION = 0x200 | 0x20000;

    private static final int EMPTY = 127;
    private static final int ONE_END = 44;
    private static final int OTHER_END = 45;

    Plan.Line line() {
        return plan.lines().get(index);
    }

    String number() {
        return "step " + (index + 1);
    }

    /** What a message says of the step that fails in its place. */
    String failure() {
        return switch (line().step().opcode()) {
            case FORK, CLONE -> line().step() + ": EINVAL (invalid argument)";
            case DESCRIPTORS -> failing() + ": EBADF (no such descriptor)";
            default -> failing() + ": ENOENT (no such file or folder)";
        };
    }

    /** The fork of a stage has nothing that could be wrong with it, and the end of one nothing that could still matter. */
    boolean canFail() {
        Opcode opcode = line().step().opcode();
        return opcode != Opcode.LEAVE && (opcode != Opcode.FORK || plan.stage() == null);
    }

    /** The same place of another plan of the same kind. */
    Plan failedIn(Plan another) {
        return new Spoiling(another, index).failed();
    }

    Plan stoppedIn(Plan another) {
        return new Spoiling(another, index).stopped();
    }

    Plan hungIn(Plan another) {
        return new Spoiling(another, index).hung();
    }

    /** Whether there are two, or the process alone where there is no stage. */
    boolean isAfterClone() {
        return plan.stage() == null
                || index > plan.launcher().size() + 1 + plan.stage().before().size();
    }

    /** Whether the place is one of a forked process behind its first step, which is always the same, and before its last. */
    boolean canStop() {
        Opcode opcode = line().step().opcode();
        return line().actor() != Plan.Actor.LAUNCHER && opcode != Opcode.LEAVE && opcode != Opcode.DESCRIPTORS;
    }

    private Plan failed() {
        return switch (line().step().opcode()) {
            case FORK, CLONE -> new Plan(plan.launcher(), plan.stage(), plan.init(), plan.namespaces() | CONTRADICTION);
            default -> with(List.of(failing()), true);
        };
    }

    /** A step of the same actor that fails; the first and the last one of a process are always of the same kind. */
    private Step failing() {
        Step step = switch (line().step().opcode()) {
            case DESCRIPTORS -> Step.of(Opcode.DESCRIPTORS, 1, List.of(EMPTY));
            case EXEC -> Step.of(Opcode.EXEC, List.of("/no/such/program"), List.of("none"), List.of());
            default ->
                line().actor() == Plan.Actor.LAUNCHER
                        ? Step.of(Opcode.OPEN, Slots.FOLDER, "/no/such/file", 0, 0)
                        : Step.of(Opcode.CHDIR, "/no/such/folder");
        };
        return step.from(number());
    }

    /** A barrier before it. */
    private Plan stopped() {
        return with(List.of(Step.of(Opcode.BARRIER).on(STOP).from(number())), false);
    }

    /** A wait before it for what never comes. */
    private Plan hung() {
        return with(
                List.of(
                        Step.of(Opcode.PAIR, ONE_END, OTHER_END),
                        Step.of(Opcode.TAKE, ONE_END, List.of())
                                .on("that never comes")
                                .from(number())),
                false);
    }

    static boolean hasStop(Plan plan) {
        return plan.steps().stream().anyMatch(step -> STOP.equals(step.subject()));
    }

    private Plan with(List<Step> steps, boolean instead) {
        int at = index;
        if (at < plan.launcher().size()) {
            return new Plan(changed(plan.launcher(), at, steps, instead), plan.stage(), plan.init(), plan.namespaces());
        }
        at -= plan.launcher().size() + 1;
        Plan.@Nullable Stage stage = plan.stage();
        if (stage != null) {
            if (at <= stage.before().size() && !(instead && at == stage.before().size())) {
                return with(new Plan.Stage(changed(stage.before(), at, steps, instead), stage.after()), plan.init());
            }
            at -= stage.before().size() + 1;
            if (at >= plan.init().size()) {
                at -= plan.init().size();
                return with(new Plan.Stage(stage.before(), changed(stage.after(), at, steps, instead)), plan.init());
            }
        }
        return with(stage, changed(plan.init(), at, steps, instead));
    }

    private Plan with(Plan.@Nullable Stage stage, List<Step> init) {
        return new Plan(plan.launcher(), stage, init, plan.namespaces());
    }

    private static List<Step> changed(List<Step> steps, int at, List<Step> added, boolean instead) {
        List<Step> all = new ArrayList<>(steps);
        if (instead) {
            all.remove(at);
        }
        all.addAll(at, added);
        return all;
    }
}
