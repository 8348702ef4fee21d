package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read. */
final class CountedInputStream extends BlockInputStream {
    private final InputStream bytes;
    private long count;

    CountedInputStream(InputStream bytes) {
        this.bytes = bytes;
    }

    long count() {
        return count;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = bytes.read(buffer, offset, length);
        count += Math.max(got, 0);
        return got;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
