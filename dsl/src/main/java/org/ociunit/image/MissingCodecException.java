package org.ociunit.image;

import java.io.Serial;

/** Bytes are compressed in a way that nothing on the class path can undo. Internal: the image is named by who reads. */
public final class MissingCodecException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What to do about it. */
    public static final String FIX =
            "add com.github.luben:zstd-jni to the class path, beside org.apache.commons:commons-compress, or compress with"
                    + " gzip.";

    MissingCodecException() {
        super("it is compressed with zstd, and there is no codec for that on the class path");
    }
}
