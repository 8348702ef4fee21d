package org.ociunit.spec;

import org.jspecify.annotations.Nullable;

/**
 * Something in a configuration that breaks a rule, or that is likely not meant so.
 *
 * @param severity whether a container can be made in spite of it
 * @param path where it stands, such as {@code mounts[3].options}
 * @param found the value there, text in quotes; null where it says nothing
 * @param rule what is allowed, as the rest of a sentence that begins with the place: {@code must be an absolute path}
 * @param clause where that is written, such as {@code config.md, Mounts}
 */
public record Violation(
        Severity severity, String path, @Nullable String found, String rule, String clause) {
    /** Whether a container can be made in spite of a violation. */
    public enum Severity {
        /** No: a runtime refuses it, or does something else than what is asked. */
        ERROR,
        /** Yes: it is old, ignored, or understood differently by different runtimes. */
        WARNING
    }

    /**
     * Whether no container can be made.
     *
     * @return false for a warning
     */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** The line that a message shows, such as {@code root.path is "", and must not be empty (config.md, Root)}. */
    @Override
    public String toString() {
        return path + (found == null ? " " : " is " + found + ", and ") + rule + " (" + clause + ")";
    }
}
