package org.ociunit.jrunc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Passes on what a program prints, at once, and keeps a copy of its beginning. */
final class OutputCopy {
    private static final int MOST = 1 << 20;

    /** For what the program's own children may still have open after its end. */
    private static final long LAST_WORDS_MS = 1000;

    private final InputStream from;
    private final PrintStream to;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread = new Thread(this::copy, "jrunc-copy");

    private OutputCopy(InputStream from, PrintStream to) {
        this.from = from;
        this.to = to;
    }

    static OutputCopy start(InputStream from, PrintStream to) {
        OutputCopy copy = new OutputCopy(from, to);
        copy.thread.setDaemon(true);
        copy.thread.start();
        return copy;
    }

    /** A reader that has gone is the program's to notice: its pipe is closed, too. */
    private void copy() {
        byte[] buffer = new byte[1 << 16];
        try (from) {
            for (int count = from.read(buffer); count >= 0 && !to.checkError(); count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
                keep(buffer, count);
            }
        } catch (IOException e) {
            // It is at its end.
        }
    }

    private synchronized void keep(byte[] bytes, int count) {
        kept.write(bytes, 0, Math.min(count, MOST - kept.size()));
    }

    /** What was printed, once the program has ended. */
    String text() {
        try {
            thread.join(LAST_WORDS_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
