package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.ociunit.error.ImageException;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.json.Json;

/** Reads an image's documents: verified, and of a size that fits into memory. */
final class Documents {
    /** What registries take of a manifest, and what no configuration comes near to. */
    static final int MOST_BYTES = 4 << 20;

    private Documents() {}

    /** Reads a document that a descriptor names. */
    static <T> T read(Image image, Blobs blobs, Descriptor blob, Class<T> type) throws IOException {
        return read(image, bytes(image, blobs, blob), blob.digest(), type);
    }

    /** The bytes of a document that a descriptor names. */
    static byte[] bytes(Image image, Blobs blobs, Descriptor blob) throws IOException {
        if (blob.size() > MOST_BYTES) {
            throw new ImageException(
                    image.toString(),
                    "the document " + blob.digest() + " has " + blob.size() + " bytes, and at most " + MOST_BYTES
                            + " are read.",
                    null,
                    null);
        }
        try (InputStream bytes = blob.id().verify(blobs.open(blob), blob.size())) {
            return bytes.readAllBytes();
        } catch (WrongContentException e) {
            throw new ImageException(
                    image.toString(), "the document " + blob.digest() + ": " + e.getMessage() + ".", null, e);
        }
    }

    /** Reads a document. */
    static <T> T read(Image image, byte[] bytes, String name, Class<T> type) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Json.read(text, name, type);
        } catch (CharacterCodingException e) {
            throw new ImageException(image.toString(), name + ": the text is not UTF-8.", null, e);
        } catch (InvalidDocumentException e) {
            throw new ImageException(image.toString(), e.what() + " " + e.why(), null, e);
        }
    }
}
