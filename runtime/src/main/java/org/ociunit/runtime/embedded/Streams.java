package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.runtime.launcher.Wires;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.Setting;
import org.ociunit.spec.ConsoleSize;
import org.ociunit.spec.ContainerProcess;

/** How a process' standard streams get to where they lead. */
final class Streams {
    private Streams() {}

    static Wiring wiring(Stdio stdio, boolean attached, List<Path> preserved) {
        Wiring wiring = stdio instanceof Stdio.Streams streams
                ? attached ? Wires.served(streams) : Wires.outliving(streams)
                : Wiring.NOTHING;
        return wiring.withFurther(preserved).outliving(!attached);
    }

    /** The size of the terminal that a process has; null if it has none. */
    static Setting.@Nullable Size terminal(ContainerProcess process, Stdio stdio) {
        if (stdio instanceof Stdio.Terminal ours) {
            Console console = ours.console();
            return new Setting.Size(console.rows(), console.columns(), console.isPlain());
        }
        if (!(stdio instanceof Stdio.ConsoleSocket)) {
            return null;
        }
        ConsoleSize size = process.consoleSize();
        return size == null
                ? new Setting.Size(0, 0, false)
                : new Setting.Size((int) size.height(), (int) size.width(), false);
    }

    /** The process is there. */
    static void connect(String what, Spawned process, Stdio stdio) {
        if (stdio instanceof Stdio.Streams streams) {
            Wires.serve(process, streams);
        } else if (stdio instanceof Stdio.ConsoleSocket theirs) {
            process.sendTerminal(what, theirs.socket().toAbsolutePath(), "/dev/ptmx");
        } else if (stdio instanceof Stdio.Terminal ours) {
            relay(process.terminal(), ours.console(), process.end());
        }
    }

    private static void relay(Terminal terminal, Console console, CompletableFuture<End> end) {
        console.connect(terminal::resize);
        console.keyboard().ifPresent(keyboard -> Pump.copy(keyboard, terminal.input()));
        Pump.copy(terminal.output(), console.screen(), () -> end.whenComplete((how, lost) -> terminal.close()));
    }
}
