package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that this JVM has made: its own documents and layers in the store, on the layers of another image, which stay
 * where they come from. It goes from the store when nobody has it any more, and when this JVM ends at the latest.
 */
final class StoredImage implements BlobSource {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path folder;
    private final @Nullable Image base;
    private final Descriptor named;

    /**
     * An image.
     *
     * @param entry its entry of the store, which is removed when nobody has the image any more
     * @param base where the blobs come from that the entry does not have; null if it has all
     */
    StoredImage(ImageStore.Own entry, @Nullable Image base) throws IOException {
        this.folder = entry.path();
        this.base = base;
        this.named = NewImage.named(folder);
        CLEANER.register(this, () -> close(entry));
    }

    private static void close(ImageStore.Own entry) {
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Blobs open() {
        return new Content();
    }

    /** Opens the other image only when it needs it. */
    private final class Content implements Blobs {
        private @Nullable Blobs below;

        @Override
        public Descriptor named() {
            return named;
        }

        @Override
        public InputStream open(Descriptor blob) throws IOException {
            Optional<InputStream> own = NewImage.open(folder, blob);
            return own.isPresent() ? own.get() : below().open(blob);
        }

        private synchronized Blobs below() throws IOException {
            if (base == null) {
                throw new IOException("the store has no such blob");
            }
            if (below == null) {
                below = Sources.open(base);
                below.named(); // which finds what there is
            }
            return below;
        }

        @Override
        public synchronized void close() throws IOException {
            if (below != null) {
                below.close();
            }
        }

        @Override
        public String toString() {
            return StoredImage.this.toString();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredImage image && named.equals(image.named);
    }

    @Override
    public int hashCode() {
        return named.hashCode();
    }

    @Override
    public String toString() {
        return "commit:" + named.digest();
    }
}
