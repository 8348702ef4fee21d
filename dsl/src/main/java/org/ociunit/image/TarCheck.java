package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * Copies a tar archive that is to be a layer, and looks whether it may be: a layer takes some names for marks by which it
 * removes something.
 *
 * @param image the image that the archive is
 */
record TarCheck(Image image) {
    private static final String MARK = ".wh.";

    /** Copies an archive byte by byte. */
    void copy(InputStream archive, OutputStream to) throws IOException {
        Copied copied = new Copied(archive, to);
        TarArchiveInputStream tar = new TarArchiveInputStream(copied);
        long entries = 0;
        for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            requireNoMark(entry.getName());
            entries++;
        }
        if (entries == 0) {
            throw refused("it holds no file.", null);
        }
        copied.transferTo(OutputStream.nullOutputStream());
    }

    private @Nullable TarArchiveEntry next(TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw refused("it is no tar archive, or a damaged one: " + e.getMessage(), e);
        }
    }

    private void requireNoMark(String name) {
        for (String part : name.split("/", -1)) {
            if (part.startsWith(MARK)) {
                throw refused(
                        "\"" + name + "\" begins with " + MARK + ", by which a layer tells what it removes.", null);
            }
        }
    }

    private ImageException refused(String why, @Nullable Exception cause) {
        return new ImageException(image.toString(), why, null, cause);
    }

    /** What is read is copied, as far as the image's limits allow. */
    private final class Copied extends InputStream {
        private final InputStream archive;
        private final OutputStream to;
        private long bytes;

        Copied(InputStream archive, OutputStream to) {
            this.archive = archive;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = archive.read(buffer, offset, length);
            bytes += Math.max(0, count);
            if (bytes > image.limits().bytes()) {
                throw refused("the image has more than " + image.limits().bytes() + " bytes.", null);
            }
            if (count > 0) {
                to.write(buffer, offset, count);
            }
            return count;
        }
    }
}
