package org.ociunit.jrunc;

import java.nio.file.Path;
import java.util.List;
import org.ociunit.runtime.launcher.Launcher;

/** The program {@code jrunc}: the command line of runc, on OciUnit's own runtime. */
public final class Main {
    private Main() {}

    /**
     * Carries out a command, and ends the JVM with its exit code.
     *
     * @param arguments the command line, without the program's name
     */
    public static void main(String[] arguments) {
        int code = CommandLine.run(List.of(arguments), System.getenv(), Path.of(""), System.in, System.out, System.err);
        Launcher.closeShared();
        // Not System.exit: a JVM of 21 and later looks for a log first, to say so there.
        Runtime.getRuntime().halt(code);
    }
}
