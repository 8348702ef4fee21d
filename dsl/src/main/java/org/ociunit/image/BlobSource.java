package org.ociunit.image;

/** Where the documents and layers of an image are that has no path. Two of them are equal if their images are. */
interface BlobSource {
    /** Opens it; to be closed. */
    Blobs open();

    /** What a message calls the image. */
    @Override
    String toString();
}
