package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.CallersTerminal;
import org.ociunit.runtime.launcher.Launcher;

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
        String jar = System.getProperty("java.class.path", "").split(":")[0];
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
        Console console = Console.showingTo(System.out, terminal.rows(), terminal.columns())
                .typedBy(System.in)
                .plain();
        shown = new Shown(terminal, console);
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

    /** The caller's terminal is as it was before. */
    static void background() {
        if (shown != null) {
            shown.terminal().giveBack();
        }
    }

    /** What is shown on the caller's terminal. */
    private record Shown(CallersTerminal terminal, Console console) {
        void takeOver() {
            terminal.takeOver(console::resize);
        }
    }
}
