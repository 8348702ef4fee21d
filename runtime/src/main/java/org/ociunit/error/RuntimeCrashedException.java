package org.ociunit.error;

import java.util.List;

/**
 * The command of an installed runtime ended in a way that its authors did not mean: by a signal, or by a panic. Its own
 * words are kept.
 */
public final class RuntimeCrashedException extends RuntimeCommandException {
    private static final long serialVersionUID = 1;

    /**
     * A command that crashed.
     *
     * @param what what could not be done, as a whole sentence
     * @param command the command and its arguments
     * @param exitCode its exit code, or 128 and the signal's number if a signal ended it
     * @param stderr what it wrote to its standard error
     */
    public RuntimeCrashedException(String what, List<String> command, int exitCode, String stderr) {
        super(what, command, exitCode, stderr);
    }
}
