package org.ociunit.runtime.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be taken for a later one of the same pid.
 *
 * @param pid its number, as this JVM's pid namespace has it
 * @param startTime when it was started, in clock ticks since the machine was: field 22 of {@code /proc/<pid>/stat}
 */
public record ProcessIdentity(long pid, long startTime) {
    private static final int STATE = 3;
    private static final int START_TIME = 22;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if no process has it
     */
    public ProcessIdentity {
        if (pid <= 0) {
            throw new IllegalArgumentException("No process has the pid " + pid + ".");
        }
    }

    /**
     * The process that has a pid now.
     *
     * @param pid its number
     * @return the process, be it a zombie; nothing if there is none
     */
    public static Optional<ProcessIdentity> of(long pid) {
        return Fields.of(pid).map(fields -> new ProcessIdentity(pid, fields.number(START_TIME)));
    }

    /**
     * This JVM.
     *
     * @return its process
     */
    public static ProcessIdentity current() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /**
     * Whether the process has not ended.
     *
     * @return false if it is gone, if it is a zombie that only waits for its parent to notice, or if another one has its
     *     pid by now
     */
    public boolean isAlive() {
        Optional<Fields> now = Fields.of(pid);
        return now.isPresent()
                && now.get().number(START_TIME) == startTime
                && !now.get().hasEnded();
    }

    /** The line of {@code /proc/<pid>/stat} (proc(5)). The second field is a name in brackets, and may have any in it. */
    record Fields(String line) {
        static Optional<Fields> of(long pid) {
            try {
                byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat"));
                return Optional.of(new Fields(new String(line, StandardCharsets.ISO_8859_1)));
            } catch (IOException gone) {
                // Before the file was opened or after it.
                return Optional.empty();
            }
        }

        /** Z is a zombie; X and x can be seen for a moment after that. */
        boolean hasEnded() {
            return "ZXx".contains(text(STATE));
        }

        long number(int field) {
            return Long.parseLong(text(field));
        }

        private String text(int field) {
            String afterName = line.substring(line.lastIndexOf(')') + 1).strip();
            return afterName.split(" ", -1)[field - STATE];
        }
    }
}
