package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdUtils;

/** How bytes are compressed; their first ones tell. Internal. */
public enum Compression {
    /** Not at all. */
    NONE(new int[0]) {
        @Override
        InputStream decompress(InputStream bytes) {
            return bytes;
        }
    },
    /** By gzip, perhaps in several parts. */
    GZIP(new int[] {0x1f, 0x8b}) {
        @Override
        InputStream decompress(InputStream bytes) throws IOException {
            // Unlike the JDK's, it fails if anything but a further part follows.
            return GzipCompressorInputStream.builder()
                    .setInputStream(bytes)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    /** By zstd, which needs a codec. */
    ZSTD(new int[] {0x28, 0xb5, 0x2f, 0xfd}) {
        @Override
        InputStream decompress(InputStream bytes) throws IOException {
            return new ZstdCompressorInputStream(bytes);
        }
    };

    private static final int LONGEST = 4;

    private final int[] magic;

    Compression(int[] magic) {
        this.magic = magic;
    }

    /**
     * Looks at the first bytes, and puts them back.
     *
     * @param bytes a stream that can be marked
     * @return how they are compressed
     * @throws IOException if they cannot be read
     */
    public static Compression of(InputStream bytes) throws IOException {
        bytes.mark(LONGEST);
        byte[] first = bytes.readNBytes(LONGEST);
        bytes.reset();
        for (Compression compression : new Compression[] {GZIP, ZSTD}) {
            if (compression.begins(first)) {
                return compression;
            }
        }
        return NONE;
    }

    private boolean begins(byte[] first) {
        if (first.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((first[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Opens compressed bytes.
     *
     * @param bytes the bytes, from the first on
     * @return what they are uncompressed
     * @throws MissingCodecException if a codec is missing
     * @throws IOException if they cannot be read
     */
    public InputStream open(InputStream bytes) throws IOException {
        return open(bytes, ZstdUtils::isZstdCompressionAvailable);
    }

    InputStream open(InputStream bytes, BooleanSupplier hasZstd) throws IOException {
        if (this == ZSTD && !hasZstd.getAsBoolean()) {
            throw new MissingCodecException();
        }
        return this == NONE ? bytes : new BufferedInputStream(decompress(bytes), 1 << 16);
    }

    abstract InputStream decompress(InputStream bytes) throws IOException;
}
