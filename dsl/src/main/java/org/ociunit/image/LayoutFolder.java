package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
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
        Path file = image.path().resolve(LayoutIndex.NAME);
        try (InputStream index = open(file)) {
            byte[] text = index.readNBytes(Documents.MOST_BYTES + 1);
            if (text.length > Documents.MOST_BYTES) {
                throw refused(
                        file + " has more than the " + Documents.MOST_BYTES + " bytes that are read.", null, null);
            }
            return LayoutIndex.of(image, text);
        } catch (NoSuchFileException e) {
            throw refused(
                    file + " does not exist.",
                    "name the folder of an OCI layout, which has an " + LayoutIndex.NAME + ".",
                    e);
        }
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        try {
            return new BufferedInputStream(open(image.path().resolve(LayoutIndex.place(blob.id()))), 1 << 16);
        } catch (NoSuchFileException e) {
            throw refused("it has no blob " + blob.digest() + ".", null, e);
        }
    }

    /** A named pipe, which somebody may have put into a layout, would be waited for when it is opened. */
    private InputStream open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw refused(file + " is no regular file.", null, null);
        }
        return Files.newInputStream(file);
    }

    private ImageException refused(String why, @Nullable String fix, @Nullable IOException cause) {
        return new ImageException(image.toString(), why, fix, cause);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return image.toString();
    }
}
