package org.ociunit.runtime.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.DescriptorSocket;
import org.ociunit.runtime.launcher.End;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Pump;
import org.ociunit.runtime.launcher.Terminal;

/** How a container's standard streams get to where they lead: by the command's own descriptors, or by a console socket. */
final class Attachment implements AutoCloseable {
    private static final AtomicLong LAST = new AtomicLong();

    private final Stdio stdio;
    private final @Nullable DescriptorSocket socket;

    private Attachment(Stdio stdio, @Nullable DescriptorSocket socket) {
        this.stdio = stdio;
        this.socket = socket;
    }

    static Attachment of(Stdio stdio) {
        return new Attachment(
                stdio, stdio instanceof Stdio.Terminal ? Launcher.shared().listen(newPath()) : null);
    }

    /** Short: a socket's path has 107 bytes at most, and a container's name may have more. */
    private static Path newPath() {
        Host host = Host.current();
        return host.ownFolder(host.runtimeFolder(), "rwx------")
                .resolve("tty-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    }

    /** What the command is told with {@code --console-socket}. */
    @Nullable
    Path consoleSocket() {
        if (stdio instanceof Stdio.ConsoleSocket theirs) {
            return theirs.socket().toAbsolutePath();
        }
        return socket == null ? null : socket.path();
    }

    /** What the command's own descriptors lead to. */
    Stdio.Streams streams() {
        return stdio instanceof Stdio.Streams streams ? streams : Stdio.none();
    }

    /**
     * The command has succeeded, and has sent the terminal's master if there is one. That is held until the process has
     * ended: one that has let go of its terminal already, and has a way to go yet, would be hung up on.
     */
    void connect(Duration deadline, CompletableFuture<End> end) {
        if (socket != null && stdio instanceof Stdio.Terminal ours) {
            Console console = ours.console();
            Terminal terminal = socket.awaitTerminal(deadline);
            console.connect(terminal::resize);
            console.keyboard().ifPresent(keyboard -> Pump.copy(keyboard, terminal.input()));
            Pump.copy(terminal.output(), console.screen(), () -> end.whenComplete((how, lost) -> terminal.close()));
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
