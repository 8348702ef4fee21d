package org.ociunit.error;

import java.util.List;

/**
 * The command of an installed runtime failed in a way that no other exception of this family names. The runtime's own
 * words are kept.
 */
public sealed class RuntimeCommandException extends ContainerException permits RuntimeCrashedException {
    private static final long serialVersionUID = 1;

    private final List<String> command;
    private final int exitCode;
    private final String stderr;

    /**
     * A command that failed.
     *
     * @param what what could not be done, as a whole sentence
     * @param command the command and its arguments
     * @param exitCode its exit code, or 128 and the signal's number if a signal ended it
     * @param stderr what it wrote to its standard error
     */
    public RuntimeCommandException(String what, List<String> command, int exitCode, String stderr) {
        super(
                what,
                String.join(" ", command) + " ended with " + exitCode + (stderr.isBlank() ? "" : ": " + stderr.strip()),
                null);
        this.command = List.copyOf(command);
        this.exitCode = exitCode;
        this.stderr = stderr;
    }

    /**
     * The command that was run.
     *
     * @return the program and its arguments
     */
    public List<String> command() {
        return command;
    }

    /**
     * How the command ended.
     *
     * @return its exit code, or 128 and the signal's number if a signal ended it
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * What the command wrote to its standard error.
     *
     * @return the text, unchanged
     */
    public String stderr() {
        return stderr;
    }
}
