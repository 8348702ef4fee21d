package org.ociunit.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hands on bytes while it counts and hashes them; fails instead of ending if they are the wrong ones. */
final class VerifiedInputStream extends FilterInputStream {
    /** Any number of bytes. */
    static final long ANY = -1;

    private final Digest expected;
    private final long size;
    private final MessageDigest hash;
    private long count;
    private boolean verified;

    VerifiedInputStream(InputStream bytes, Digest expected, long size) {
        super(bytes);
        this.expected = expected;
        this.size = size;
        this.hash = Digest.hash(expected.algorithm());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
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
    public long skip(long n) throws IOException {
        return readNBytes((int) Math.min(n, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
