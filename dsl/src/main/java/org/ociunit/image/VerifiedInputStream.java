package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hands on bytes while it counts and hashes them; fails instead of ending if they are the wrong ones. */
final class VerifiedInputStream extends BlockInputStream {
    /** Any number of bytes. */
    static final long ANY = -1;

    private final InputStream bytes;
    private final Digest expected;
    private final long size;
    private final MessageDigest hash;
    private long count;
    private boolean verified;

    VerifiedInputStream(InputStream bytes, Digest expected, long size) {
        this.bytes = bytes;
        this.expected = expected;
        this.size = size;
        this.hash = Digest.hash(expected.algorithm());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = bytes.read(buffer, offset, length);
        if (got < 0) {
            verify();
            return got;
        }
        count += got;
        if (size != ANY && count > size) {
            throw new WrongContentException("it has more than the " + size + " bytes that its descriptor says");
        }
        hash.update(buffer, offset, got);
        return got;
    }

    private void verify() {
        if (verified) {
            return;
        }
        if (count < size) {
            throw new WrongContentException(
                    "it ends after " + count + " of the " + size + " bytes that its descriptor says");
        }
        String found = HexFormat.of().formatHex(hash.digest());
        if (!found.equals(expected.hex())) {
            throw new WrongContentException(
                    "its digest is " + expected.algorithm() + ":" + found + ", and it is named " + expected);
        }
        verified = true;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
