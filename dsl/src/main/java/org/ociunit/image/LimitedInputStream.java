package org.ociunit.image;

import java.io.IOException;
import java.io.InputStream;

/** What compressed bytes become: not too many times more than they are. */
final class LimitedInputStream extends BlockInputStream {
    private final InputStream bytes;
    private final CountedInputStream compressed;
    private final ImageLimits limits;
    private long count;

    LimitedInputStream(InputStream bytes, CountedInputStream compressed, ImageLimits limits) {
        this.bytes = bytes;
        this.compressed = compressed;
        this.limits = limits;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = bytes.read(buffer, offset, length);
        count += Math.max(got, 0);
        if (count > ImageLimits.FREE && count / limits.ratio() > compressed.count()) {
            throw new WrongContentException(
                    "it is more than " + limits.ratio() + " times larger than it is compressed");
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
