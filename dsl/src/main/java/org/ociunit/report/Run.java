package org.ociunit.report;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Which JVMs run the tests of one run: those that the same build tool has started. */
final class Run {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh");

    private Run() {}

    /** The run of this JVM, as a name that no other one has: the process that has started it, past a shell between them. */
    static String current() {
        ProcessHandle self = ProcessHandle.current();
        ProcessHandle starter = self.parent().orElse(self);
        while (isShell(starter) && starter.parent().isPresent()) {
            starter = starter.parent().get();
        }
        return starter.pid() + "@"
                + starter.info().startInstant().map(Object::toString).orElse("");
    }

    private static boolean isShell(ProcessHandle process) {
        Optional<String> program = process.info().command();
        return program.map(path -> String.valueOf(Path.of(path).getFileName()))
                .filter(SHELLS::contains)
                .isPresent();
    }
}
