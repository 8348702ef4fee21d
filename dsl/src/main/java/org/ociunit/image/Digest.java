package org.ociunit.image;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The name that a blob has by its content.
 *
 * <p>image-spec descriptor.md, Digests.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the hash in lower case
 */
record Digest(String algorithm, String hex) {
    static final String SHA256 = "sha256";

    private static final Map<String, String> ALGORITHMS = Map.of(SHA256, "SHA-256", "sha512", "SHA-512");
    private static final Map<String, Integer> LENGTHS = Map.of(SHA256, 64, "sha512", 128);

    Digest {
        Integer length = LENGTHS.get(algorithm);
        if (length == null) {
            throw new IllegalArgumentException("the digest algorithm \"" + algorithm + "\" is not sha256 or sha512");
        }
        if (hex.length() != length || !hex.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException("\"" + algorithm + ":" + hex + "\" is not a digest");
        }
    }

    /** Reads the text form, such as {@code sha256:2c26…}. */
    static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not a digest");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The name of some bytes. */
    static Digest of(byte[] bytes) {
        return new Digest(SHA256, HexFormat.of().formatHex(hash(SHA256).digest(bytes)));
    }

    /** What such a digest is made with. */
    static MessageDigest hash(String algorithm) {
        try {
            return MessageDigest.getInstance(ALGORITHMS.getOrDefault(algorithm, algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    /**
     * Reads bytes that must be of this digest and of a size: the end of the stream is only told once they are, and what is
     * more, less or other fails with a {@link WrongContentException}. Whoever stops before the end has verified nothing.
     */
    InputStream verify(InputStream bytes, long size) {
        return new VerifiedInputStream(bytes, this, size);
    }

    /** The same for bytes that nobody has said the number of. */
    InputStream verify(InputStream bytes) {
        return new VerifiedInputStream(bytes, this, VerifiedInputStream.ANY);
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
