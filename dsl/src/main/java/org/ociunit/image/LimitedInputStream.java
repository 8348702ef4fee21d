package org.ociunit.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What compressed bytes become: not too many times more than they are. */
final class LimitedInputStream extends FilterInputStream {
    private final CountedInputStream compressed;
    private final ImageLimits limits;
    private long count;

    LimitedInputStream(InputStream bytes, CountedInputStream compressed, ImageLimits limits) {
        super(bytes);
        this.compressed = compressed;
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        count += Math.max(got, 0);
        if (count > ImageLimits.FREE && count / limits.ratio() > compressed.count()) {
            throw new WrongContentException(
                    "it is more than " + limits.ratio() + " times larger than it is compressed");
        }
        return got;
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
