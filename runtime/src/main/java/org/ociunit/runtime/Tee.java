package org.ociunit.runtime;

import java.io.IOException;
import java.io.OutputStream;

/** Writes to two streams. */
final class Tee extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Tee(OutputStream one, OutputStream other) {
        this.one = one;
        this.other = other;
    }

    @Override
    public void write(int letter) throws IOException {
        one.write(letter);
        other.write(letter);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        one.write(bytes, offset, count);
        other.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
        one.flush();
        other.flush();
    }

    @Override
    public void close() throws IOException {
        try (one;
                other) {
            flush();
        }
    }
}
