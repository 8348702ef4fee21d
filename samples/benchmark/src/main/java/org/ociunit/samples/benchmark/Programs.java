package org.ociunit.samples.benchmark;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are run once, before or after what is measured. */
final class Programs {
    private static final int PATIENCE_SECONDS = 120;

    private Programs() {}

    /**
     * Runs one to its end.
     *
     * @throws IOException if it is not well
     */
    static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            boolean over = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!over || process.exitValue() != 0) {
                throw new IOException("it came to no good end: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
    }
}
