package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/** This machine lacks something that the request needs. */
public final class UnsupportedByHostException extends UnsupportedException {
    private static final long serialVersionUID = 1;

    private final String requirement;

    /**
     * Something that this machine cannot do.
     *
     * @param what what could not be done, as a whole sentence
     * @param requirement what is missing, as part of a sentence
     * @param fix the setting or package that provides it, or null if none does
     */
    public UnsupportedByHostException(String what, String requirement, @Nullable String fix) {
        super(what, requirement, fix);
        this.requirement = requirement;
    }

    /**
     * What this machine lacks.
     *
     * @return part of a sentence, such as {@code user namespaces are switched off}
     */
    public String requirement() {
        return requirement;
    }
}
