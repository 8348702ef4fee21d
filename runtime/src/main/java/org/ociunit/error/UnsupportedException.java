package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/** Something that cannot be done here at all, however often it is tried: the parent of the two reasons for it. */
public abstract sealed class UnsupportedException extends ContainerException
        permits UnsupportedByHostException, UnsupportedVerbException {
    private static final long serialVersionUID = 1;

    /**
     * Something that cannot be done here.
     *
     * @param what what could not be done, as a whole sentence
     * @param why the reason
     * @param fix what the user can do about it, or null if there is nothing
     */
    UnsupportedException(String what, String why, @Nullable String fix) {
        super(what, why, fix);
    }
}
