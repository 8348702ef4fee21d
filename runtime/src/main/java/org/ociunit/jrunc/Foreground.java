package org.ociunit.jrunc;

import java.time.Duration;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.embedded.EmbeddedRuntime;

/** A container that the caller waits for. */
final class Foreground {
    /** As long as it takes. */
    static final Duration FOREVER = Duration.ofDays(36_500);

    private Foreground() {}

    /**
     * Lets it run until its program ends, and removes it, whatever happens.
     *
     * @param begin has the container, which is there, run its program
     */
    static int run(EmbeddedRuntime runtime, ContainerId id, boolean keep, Runnable begin) {
        boolean over = false;
        try {
            runtime.state(id).pid().ifPresent(Caller::foreground);
            begin.run();
            int code = runtime.waitFor(id, FOREVER).code();
            Caller.awaitLast();
            over = true;
            return code;
        } finally {
            Caller.background();
            if (keep && over) {
                runtime.keep(id);
            } else {
                runtime.delete(id, DeleteOptions.forced());
            }
        }
    }
}
