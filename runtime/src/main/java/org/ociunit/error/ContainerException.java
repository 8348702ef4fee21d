package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions that OciUnit throws for what happens to containers. Unchecked: a test that meets one has
 * failed, and says so by itself.
 *
 * <p>The message has up to three lines: what could not be done; {@code Why:}, with the fact as the kernel or the
 * runtime gave it; and {@code Fix:}, where a fix is known.
 */
public class ContainerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final @Nullable String why;
    private final @Nullable String fix;

    /**
     * An exception without a further exception behind it.
     *
     * @param what what could not be done, as a whole sentence
     * @param why the reason, or null if the first line says it all
     * @param fix what the user can do about it, or null if that is not known
     */
    public ContainerException(String what, @Nullable String why, @Nullable String fix) {
        this(what, why, fix, null);
    }

    /**
     * An exception that another one has caused.
     *
     * @param what what could not be done, as a whole sentence
     * @param why the reason, or null if the first line says it all
     * @param fix what the user can do about it, or null if that is not known
     * @param cause the exception behind it, or null
     */
    public ContainerException(String what, @Nullable String why, @Nullable String fix, @Nullable Throwable cause) {
        super(text(what, why, fix), cause);
        this.what = what;
        this.why = why;
        this.fix = fix;
    }

    /**
     * What could not be done: the first line of the message.
     *
     * @return a whole sentence
     */
    public final String what() {
        return what;
    }

    /**
     * Why it could not be done.
     *
     * @return the reason, or null if the first line says it all
     */
    public final @Nullable String why() {
        return why;
    }

    /**
     * What the user can do about it.
     *
     * @return the advice, or null if none is known
     */
    public final @Nullable String fix() {
        return fix;
    }

    private static String text(String what, @Nullable String why, @Nullable String fix) {
        return what + (why == null ? "" : "\nWhy: " + why) + (fix == null ? "" : "\nFix: " + fix);
    }
}
