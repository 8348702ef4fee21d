package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/** A layer of an image: an archive with what is different from those below it. Internal. */
public final class Layer {
    private static final Set<String> TYPES = Set.of(
            MediaType.OCI_LAYER,
            MediaType.OCI_LAYER + "+gzip",
            MediaType.OCI_LAYER + "+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            MediaType.DOCKER_LAYER,
            MediaType.DOCKER_LAYER + ".gzip",
            MediaType.DOCKER_LAYER + ".zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    private final Image image;
    private final Blobs blobs;
    private final Descriptor blob;
    private final Digest diffId;
    private final String place;

    Layer(Image image, Blobs blobs, Descriptor blob, Digest diffId, String place) {
        this.image = image;
        this.blobs = blobs;
        this.blob = blob;
        this.diffId = diffId;
        this.place = place;
        if (!isOne(blob.mediaType())) {
            throw refused(
                    "it is of the type " + blob.mediaType() + ", which is no layer that can be unpacked.", null, null);
        }
    }

    /** Whether it is a type of layers. */
    static boolean isOne(String mediaType) {
        return TYPES.contains(mediaType);
    }

    /**
     * What is in it.
     *
     * @return the digest of its uncompressed archive, such as {@code sha256:2c26…}
     */
    public String diffId() {
        return diffId.toString();
    }

    /**
     * Reads it whole.
     *
     * @param reader what reads the uncompressed archive, and need not read on behind its end
     * @throws ImageException if it is not what its descriptor and its configuration say, or is larger than the image's
     *     limits allow, or cannot be read; the layer is named
     */
    public void read(Reader reader) {
        try (InputStream bytes = blobs.open(blob)) {
            CountedInputStream compressed = new CountedInputStream(blob.id().verify(bytes, blob.size()));
            InputStream marked = new BufferedInputStream(compressed, 1 << 16);
            Compression compression = Compression.of(marked);
            InputStream archive = compression == Compression.NONE
                    ? marked
                    : new LimitedInputStream(compression.open(marked), compressed, image.limits());
            if (compression != Compression.NONE || !diffId.equals(blob.id())) {
                archive = diffId.verify(archive);
            }
            CountedInputStream counted = new CountedInputStream(archive);
            reader.read(counted);
            requireOnlyPadding(counted);
            if (counted.count() == 0) {
                throw new WrongContentException("it is empty, and not even an empty archive is");
            }
            requireEnd(marked);
        } catch (WrongContentException e) {
            throw refused(e.getMessage() + ".", null, e);
        } catch (IOException e) {
            throw refused(e.getMessage() + ".", null, e);
        } catch (MissingCodecException e) {
            throw refused(e.getMessage() + ".", MissingCodecException.FIX, e);
        }
    }

    /** Archives end with zeros, some with many. */
    private static void requireOnlyPadding(InputStream archive) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = archive.read(buffer)) >= 0; ) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] != 0) {
                    throw new WrongContentException("it has trailing data behind the end of its archive");
                }
            }
        }
    }

    /** The digest is only verified at the end. */
    private static void requireEnd(InputStream compressed) throws IOException {
        if (compressed.read() >= 0) {
            throw new WrongContentException("it has trailing data behind the end of its compressed bytes");
        }
    }

    /**
     * What to say about it.
     *
     * @param why the reason, a sentence
     * @param fix what the user can do about it, or null if that is not known
     * @param cause the exception behind it, or null
     * @return the exception to throw, which names the layer
     */
    public ImageException refused(String why, @Nullable String fix, @Nullable Throwable cause) {
        return new ImageException(image.toString(), this + ": " + why, fix, cause);
    }

    /** Such as {@code layer 2 of 3, sha256:2c26…}. */
    @Override
    public String toString() {
        return place + ", " + blob.digest();
    }

    /** Reads an archive. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads it.
         *
         * @param archive the uncompressed archive; whoever has opened it closes it
         * @throws IOException if it cannot be read
         */
        void read(InputStream archive) throws IOException;
    }
}
