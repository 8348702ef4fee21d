package org.ociunit.runtime.embedded;

import java.time.Duration;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.Plan;

/** Who carries a plan out: the launcher, and in the tests of what goes wrong somebody who stands before it. */
@FunctionalInterface
interface Launching {
    /** The launcher, whichever it is by then. */
    Launching BY_LAUNCHER = new Launching() {
        @Override
        public Spawned launch(String what, Plan plan, Wiring wiring, Duration time) {
            return Launcher.shared().launch(what, plan, wiring, time);
        }
    };

    /** As {@link Launcher#launch} has it. */
    Spawned launch(String what, Plan plan, Wiring wiring, Duration time);
}
