package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ociunit.error.ImageException;

/**
 * An OCI layout, as a folder.
 *
 * <p>image-spec image-layout.md.
 *
 * @param image the image, whose path is the folder
 */
record LayoutFolder(Image image) implements Blobs {
    @Override
    public Descriptor named() throws IOException {
        try {
            return LayoutIndex.of(image, Files.readAllBytes(image.path().resolve(LayoutIndex.NAME)));
        } catch (NoSuchFileException e) {
            throw new ImageException(
                    image.toString(),
                    e.getFile() + " does not exist.",
                    "name the folder of an OCI layout, which has an " + LayoutIndex.NAME + ".",
                    e);
        }
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        Path file = image.path().resolve(LayoutIndex.place(blob.id()));
        try {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new ImageException(image.toString(), "it has no blob " + blob.digest() + ".", null, e);
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return image.toString();
    }
}
