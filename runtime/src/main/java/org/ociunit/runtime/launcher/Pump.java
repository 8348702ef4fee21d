package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Copies streams in the background: each until its source ends or its goal is closed; then it closes both. */
public final class Pump {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ociunit-pump");
        thread.setDaemon(true);
        return thread;
    });

    private Pump() {}

    public static void copy(InputStream from, OutputStream to) {
        copy(from, to, () -> {});
    }

    /** Does something more when the source has ended. */
    public static void copy(InputStream from, OutputStream to, Runnable after) {
        THREADS.execute(() -> {
            try (from;
                    to) {
                byte[] buffer = new byte[8192];
                for (int length; (length = from.read(buffer)) >= 0; ) {
                    to.write(buffer, 0, length);
                    to.flush();
                }
            } catch (IOException gone) {
                // One of the two sides has been closed: there is nobody left to copy for.
            } finally {
                after.run();
            }
        });
    }
}
