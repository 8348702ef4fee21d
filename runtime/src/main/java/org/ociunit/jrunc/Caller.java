package org.ociunit.jrunc;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.CallersTerminal;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Waiting;

/** Whoever has called the command: its streams, its terminal, its signals. The launcher in front holds them. */
final class Caller {
    /** The pid of the launcher in front, and which descriptors it was started with, as {@code 0t,1t,2,}. */
    private static final String PID = "jrunc.launcher";

    private static final String DESCRIPTORS = "jrunc.descriptors";

    private static @Nullable Shown shown;

    private Caller() {}

    /** The process that the caller has started. */
    static long pid() {
        return Long.getLong(PID, ProcessHandle.current().pid());
    }

    /** The file that the caller has started, which runs from memory and does not know it: its parts stand beside it. */
    static Path program() {
        String jar = System.getProperty("java.class.path", "").split(":", 2)[0];
        return Path.of(jar).toAbsolutePath().resolve("../../../bin/jrunc").normalize();
    }

    /** Whether the caller has handed a descriptor over. */
    static boolean has(long descriptor) {
        return descriptors().contains(Long.toString(descriptor)) || isTerminal(descriptor);
    }

    /** Whether a descriptor is the caller's terminal. */
    static boolean isTerminal(long descriptor) {
        return descriptors().contains(descriptor + "t");
    }

    private static List<String> descriptors() {
        return List.of(System.getProperty(DESCRIPTORS, "").split(","));
    }

    /** The caller's own standard streams, as they are. */
    static Stdio streams() {
        return Launcher.shared().hasCaller() ? Stdio.inherited() : Stdio.none();
    }

    /** The caller's terminal: what a process with a terminal of its own is shown on. */
    static Stdio terminal() {
        CallersTerminal terminal = Launcher.shared().callersTerminal();
        Screen screen = new Screen(System.out);
        Console console = Console.showingTo(screen, terminal.rows(), terminal.columns())
                .typedBy(System.in)
                .plain();
        shown = new Shown(terminal, console, screen.closed());
        return Stdio.on(console);
    }

    /** From now on the caller's signals are this process', and so is what is typed. */
    static void foreground(long pid) {
        if (Launcher.shared().hasCaller()) {
            Launcher.shared().foreground(pid);
        }
        if (shown != null) {
            shown.takeOver();
        }
    }

    /** The process in the foreground has ended: waits until all that it has written to its terminal is shown. */
    static void awaitLast() {
        if (shown != null) {
            Waiting.on(shown.whole(), Foreground.FOREVER, "Could not show what the process has written.");
        }
    }

    /** The caller's terminal is as it was before. */
    static void background() {
        if (shown != null) {
            shown.terminal().giveBack();
        }
    }

    /** What is shown on the caller's terminal, and that all of it is. */
    private record Shown(CallersTerminal terminal, Console console, CompletableFuture<Void> whole) {
        void takeOver() {
            terminal.takeOver(console::resize);
        }
    }

    /** The output of the command, which stays open, and tells when all that a process writes has gone there. */
    private static final class Screen extends FilterOutputStream {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        Screen(OutputStream output) {
            super(output);
        }

        CompletableFuture<Void> closed() {
            return closed;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
        }

        @Override
        public void close() throws IOException {
            try {
                flush();
            } finally {
                closed.complete(null);
            }
        }
    }
}
