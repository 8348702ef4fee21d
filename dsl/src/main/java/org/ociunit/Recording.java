package org.ociunit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** An output that is being recorded: what comes in through the sink, readers get. */
final class Recording implements Output {
    /** Is told of the output as it comes, without any lock held. */
    interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {};

        /** A part has come, which readers do not have yet. */
        default void comes(byte[] bytes, int offset, int count) {}

        /** There is more, or an end, for readers now. */
        default void changed() {}
    }

    private static final int FIRST_SIZE = 1024;

    private final int cap;
    private final Listener listener;

    /** The end of the output; up to twice the cap, so that dropping the beginning seldom moves anything. */
    private byte[] kept = new byte[FIRST_SIZE];

    private int length;
    private long dropped;
    private boolean closed;

    /**
     * An empty recording.
     *
     * @param cap how many bytes are kept
     * @param listener is told of every change
     */
    Recording(Bytes cap, Listener listener) {
        this.cap = Math.toIntExact(cap.count());
        this.listener = listener;
    }

    /** Where the output goes in. */
    OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                listener.comes(bytes, offset, count);
                append(bytes, offset, count);
                listener.changed();
            }

            @Override
            public void close() {
                end();
                listener.changed();
            }
        };
    }

    private synchronized void append(byte[] bytes, int offset, int count) {
        int from = offset;
        while (from < offset + count) {
            makeRoom();
            int part = Math.min(offset + count - from, kept.length - length);
            System.arraycopy(bytes, from, kept, length, part);
            length += part;
            from += part;
        }
        notifyAll();
    }

    private void makeRoom() {
        if (length < kept.length) {
            return;
        }
        if (kept.length < 2 * cap) {
            kept = Arrays.copyOf(kept, Math.min(2 * kept.length, 2 * cap));
            return;
        }
        int gone = length - cap;
        System.arraycopy(kept, gone, kept, 0, cap);
        length = cap;
        dropped += gone;
    }

    /** Nothing more will be written. */
    synchronized void end() {
        closed = true;
        notifyAll();
    }

    /** Waits until the container has closed the output; returns whether it did in time. */
    synchronized boolean awaitEnd(Deadline deadline) {
        try {
            while (!closed && !deadline.hasPassed()) {
                wait(deadline.millisecondsLeft());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return closed;
    }

    @Override
    public synchronized byte[] bytes() {
        return Arrays.copyOfRange(kept, Math.max(0, length - cap), length);
    }

    @Override
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public synchronized boolean truncated() {
        return dropped + length > cap;
    }

    @Override
    public InputStream stream() {
        return new Reader();
    }

    @Override
    public AutoCloseable follow(Consumer<String> line) {
        InputStream stream = stream();
        Thread thread = new Thread(() -> handOver(stream, line), "ociunit-follow");
        thread.setDaemon(true);
        thread.start();
        return stream;
    }

    private static void handOver(InputStream stream, Consumer<String> consumer) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                consumer.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on from its own position, and waits for more. */
    private final class Reader extends InputStream {
        private long position;
        private boolean abandoned;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (count == 0) {
                return 0; // at once, as readNBytes counts on
            }
            synchronized (Recording.this) {
                awaitMore();
                position = Math.max(position, dropped);
                int part = (int) Math.min(count, dropped + length - position);
                if (abandoned || part == 0) {
                    return -1;
                }
                System.arraycopy(kept, (int) (position - dropped), bytes, offset, part);
                position += part;
                return part;
            }
        }

        private void awaitMore() throws IOException {
            Deadline never = Deadline.never();
            try {
                while (position >= dropped + length && !closed && !abandoned) {
                    Recording.this.wait(never.millisecondsLeft());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The wait for a container's output was interrupted.", e);
            }
        }

        @Override
        public void close() {
            synchronized (Recording.this) {
                abandoned = true;
                Recording.this.notifyAll();
            }
        }
    }
}
