package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/** A step that the launcher was asked to take failed in the kernel. */
public final class StepFailedException extends ContainerException {
    private static final long serialVersionUID = 1;

    private final String step;
    private final String errno;

    /**
     * A step that failed.
     *
     * @param what what could not be done, as a whole sentence
     * @param step the step, in words
     * @param errno the kernel's answer, such as {@code ENOENT}
     * @param meaning what that answer means
     * @param fix what the user can do about it, or null if that is not known
     */
    public StepFailedException(String what, String step, String errno, String meaning, @Nullable String fix) {
        super(what, step + ": " + errno + " (" + meaning + ")", fix);
        this.step = step;
        this.errno = errno;
    }

    /**
     * The step that failed.
     *
     * @return in words
     */
    public String step() {
        return step;
    }

    /**
     * The kernel's answer.
     *
     * @return its symbol, such as {@code ENOENT}
     */
    public String errno() {
        return errno;
    }
}
