package org.ociunit.error;

import org.jspecify.annotations.Nullable;

/** An image could not be found, read or unpacked. */
public final class ImageException extends ContainerException {
    private static final long serialVersionUID = 1;

    /**
     * An image that is of no use.
     *
     * @param image the image, as the user named it
     * @param why the reason; it names the entry of the archive where there is one
     * @param fix what the user can do about it, or null if that is not known
     * @param cause the exception behind it, or null
     */
    public ImageException(String image, String why, @Nullable String fix, @Nullable Throwable cause) {
        super("Could not use image " + shown(image) + ".", shown(why), fix, cause);
    }

    /** The names that are told are the image's own choice: none begins a line of a build's log, or moves its cursor. */
    private static String shown(String text) {
        return text.replaceAll("\\R", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
