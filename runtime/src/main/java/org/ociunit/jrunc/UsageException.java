package org.ociunit.jrunc;

/** A command line that is not one: its help is due. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
