package org.ociunit.runtime.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.Plan;

/** Stands before the launcher, keeps the plans that come by, and spoils one of them. */
final class Saboteur implements Launching {
    /** What happens when the spoiled process has come to its barrier. */
    @FunctionalInterface
    interface Deed {
        void doneTo(Spawned process);
    }

    private final List<Plan> seen = new ArrayList<>();
    private int at = -1;
    private UnaryOperator<Plan> change = plan -> plan;
    private Deed deed = process -> {};

    /** From now on the plan of this number, counted from 0, is another one. */
    void spoil(int number, UnaryOperator<Plan> with) {
        stopAt(number, with, process -> {});
    }

    /** From now on that plan has a barrier, at which something happens before the process may go on. */
    void stopAt(int number, UnaryOperator<Plan> with, Deed what) {
        seen.clear();
        at = number;
        change = with;
        deed = what;
    }

    void leaveAlone() {
        spoil(-1, plan -> plan);
    }

    List<Plan> seen() {
        return List.copyOf(seen);
    }

    @Override
    public Spawned launch(String what, Plan plan, Wiring wiring, Duration time) {
        seen.add(plan);
        if (seen.size() - 1 != at) {
            return Launcher.shared().launch(what, plan, wiring, time);
        }
        Plan other = change.apply(plan);
        Spawned process = Launcher.shared().launch(what, other, wiring, time);
        try {
            if (Spoiling.hasStop(other)) {
                deed.doneTo(process);
                process.release(what, other, time);
            }
            return process;
        } catch (RuntimeException | Error e) {
            process.settle();
            throw e;
        }
    }
}
