package org.ociunit.jrunc;

/** What the command line itself refuses, in the words that its callers know. */
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusalException(String message) {
        super(message);
    }

    /** A flag that this runtime cannot honour. */
    static RefusalException of(String flag, String why) {
        return new RefusalException("--" + flag + " is not supported: " + why);
    }
}
