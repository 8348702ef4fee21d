package org.ociunit.image;

import java.io.Serial;

/** Bytes that are not those which their descriptor names. */
final class WrongContentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    WrongContentException(String why) {
        super(why);
    }
}
