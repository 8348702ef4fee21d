package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import org.ociunit.error.ImageException;

/**
 * An OCI layout, as a tar archive.
 *
 * @param image the image, whose path is the archive
 * @param files what is in the archive
 */
record LayoutArchive(Image image, ArchiveFiles files) implements Blobs {
    static LayoutArchive open(Image image) throws IOException {
        return new LayoutArchive(image, ArchiveFiles.open(image));
    }

    @Override
    public Descriptor named() throws IOException {
        return LayoutIndex.of(image, files.readAll(LayoutIndex.NAME));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return ArchiveFiles.buffered(files.read(LayoutIndex.place(blob.id()))
                .orElseThrow(() ->
                        new ImageException(image.toString(), "it has no blob " + blob.digest() + ".", null, null)));
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String toString() {
        return image.toString();
    }
}
