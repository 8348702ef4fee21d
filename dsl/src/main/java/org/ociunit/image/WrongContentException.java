package org.ociunit.image;

import java.io.Serial;

/** Bytes that are not those which their descriptor names, or more than an image may have. Internal: who reads names the image. */
public final class WrongContentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    WrongContentException(String why) {
        super(why);
    }
}
