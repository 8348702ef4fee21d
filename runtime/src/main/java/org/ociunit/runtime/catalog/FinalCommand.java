package org.ociunit.runtime.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Held;
import org.ociunit.runtime.launcher.Launcher;

/**
 * A command that is run when this JVM ends, however it ends, unless this is closed before. The containers of this JVM have
 * ended by then.
 */
public final class FinalCommand implements AutoCloseable {
    private final Held word;

    private FinalCommand(Held word) {
        this.word = word;
    }

    /**
     * Leaves word, which is kept from now on. Several such commands are run beside each other.
     *
     * @param program the absolute path of what is run then, in the root folder and without streams
     * @param arguments its arguments
     * @param environment its whole environment
     * @param deadline how long it may take; it is killed then
     * @return the word
     */
    public static FinalCommand leave(
            Path program, List<String> arguments, Map<String, String> environment, Duration deadline) {
        Command command = Command.of(program, arguments.toArray(String[]::new))
                .withEnvironment(environment)
                .withGrace(deadline);
        return new FinalCommand(Launcher.shared().hold(command, List.of()));
    }

    /** Takes it back. */
    @Override
    public void close() {
        word.close();
    }
}
