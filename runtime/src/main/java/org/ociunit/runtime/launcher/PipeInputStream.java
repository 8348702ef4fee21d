package org.ociunit.runtime.launcher;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads from a pipe by its path. {@link FileInputStream} alone asks for a position before it reads everything, and a
 * pipe has none.
 */
final class PipeInputStream extends InputStream {
    private final FileInputStream pipe;

    PipeInputStream(String path) throws IOException {
        pipe = new FileInputStream(path);
    }

    @Override
    public int read() throws IOException {
        return pipe.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return pipe.read(buffer, offset, length);
    }

    @Override
    public int available() throws IOException {
        return pipe.available();
    }

    @Override
    public void close() throws IOException {
        pipe.close();
    }
}
