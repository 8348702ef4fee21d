package org.ociunit.rootfs;

/** A name, or what stands behind it, that may not be in a tree. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String why) {
        super(why);
    }

    /** The same about an entry of an archive. */
    RefusedException(String entry, RefusedException why) {
        super("entry \"" + entry + "\": " + why.getMessage(), why);
    }
}
