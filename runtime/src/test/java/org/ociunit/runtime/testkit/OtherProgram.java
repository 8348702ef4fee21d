package org.ociunit.runtime.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM beside that of the tests, with the same classes: it can be killed. */
public final class OtherProgram {
    private OtherProgram() {}

    /**
     * Starts one. What it writes to its error output is shown.
     *
     * @param main the class whose main method it runs
     * @param arguments what that gets
     * @return the JVM
     * @throws IOException if it cannot be started
     */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
