package org.ociunit.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A part of a file, which others may read at the same time. The file stays open when it is closed. */
final class FilePart extends BlockInputStream {
    private final FileChannel file;
    private long position;
    private long left;

    FilePart(FileChannel file, long position, long size) {
        this.file = file;
        this.position = position;
        this.left = size;
    }

    /** Where the next byte is in the file. */
    long position() {
        return position;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int got = file.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left)), position);
        if (got < 0) {
            throw new EOFException("the archive ends " + left + " bytes before this file does");
        }
        position += got;
        left -= got;
        return got;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, left));
        position += skipped;
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
