package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that come in blocks: a single one is a block of one, and what is passed over is read. */
abstract class BlockInputStream extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
