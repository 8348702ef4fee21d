package org.ociunit.runtime.launcher;

import java.time.Duration;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.ExecProcess;

/**
 * A further process of a container, whose exact end the launcher tells.
 *
 * @param process what the launcher watches
 */
public record Executed(Watched process) implements ExecProcess {
    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Exit waitFor(Duration deadline) {
        return Waiting.on(
                process.end().thenApply(end -> Exits.of("process " + pid(), end, false)),
                deadline,
                "Process " + pid() + " did not end.");
    }

    @Override
    public void kill(Signal signal) {
        process.kill(signal);
    }
}
