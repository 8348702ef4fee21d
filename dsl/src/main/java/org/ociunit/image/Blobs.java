package org.ociunit.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where an image's documents and layers come from: a layout, an archive, a registry. It hands bytes over as they are;
 * whoever reads them verifies them, see {@link Digest#verify}, and stores them.
 */
interface Blobs extends Closeable {
    /**
     * What the image's name stands for: an index or a manifest, see {@link MediaType}. Which manifest of an index is
     * taken is not decided here.
     *
     * @throws org.ociunit.error.ImageException if there is no such image
     */
    Descriptor named() throws IOException;

    /**
     * Opens a blob that {@link #named} or a document below it names. Several may be open at a time, in several threads.
     *
     * @return its bytes from the first to the last, to be closed; not yet verified
     * @throws org.ociunit.error.ImageException if there is no such blob
     */
    InputStream open(Descriptor blob) throws IOException;

    /** What a message calls it, such as {@code oci:/tmp/layout:latest}. */
    @Override
    String toString();
}
