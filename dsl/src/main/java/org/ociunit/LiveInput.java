package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import org.ociunit.error.ContainerException;

/**
 * What is typed or written to a process while it lives. A pipe of the kernel's: unlike Java's own piped streams it does not
 * care which threads write, nor whether those still live.
 */
final class LiveInput extends OutputStream {
    private final String whose;
    private final InputStream source;
    private final OutputStream sink;

    /**
     * An open input.
     *
     * @param whose the process, as part of a sentence
     */
    LiveInput(String whose) {
        this.whose = whose;
        try {
            Pipe pipe = Pipe.open();
            source = Channels.newInputStream(pipe.source());
            sink = Channels.newOutputStream(pipe.sink());
        } catch (IOException e) {
            throw new ContainerException("Could not make the input of " + whose + ".", e.toString(), null, e);
        }
    }

    /** What the process reads; ends when this is closed. */
    InputStream source() {
        return source;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            sink.write(bytes, offset, count);
        } catch (ClosedChannelException e) {
            throw new IOException("The input of " + whose + " is closed.", e);
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }

    /** Closes it, whoever still writes: the process is over. */
    void end() {
        try {
            close();
        } catch (IOException e) {
            // Closed is closed: a pipe keeps nothing that could get lost here.
        }
    }

    /** Closes both ends: nobody will ever read it. */
    void discard() {
        end();
        try {
            source.close();
        } catch (IOException e) {
            // As above.
        }
    }
}
