package org.ociunit.runtime.launcher;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The way to a launcher and back: one that this JVM has started, or the one that has started this JVM.
 *
 * @param pid the launcher's own process
 * @param requests what it reads
 * @param replies what it writes
 * @param hasCaller whether it is in front: then its own descriptors, terminal and signals are those of whoever called it
 */
record Channel(long pid, OutputStream requests, InputStream replies, boolean hasCaller) {
    /** The pid of the launcher that is in front of this JVM. */
    private static final String FRONT = "jrunc.launcher";

    /** Both ends that a launcher in front leaves its JVM. */
    private static final String IN = "/dev/fd/3";

    private static final String OUT = "/dev/fd/4";

    static Channel toNew() {
        Process process = LauncherProgram.start();
        return new Channel(process.pid(), process.getOutputStream(), process.getInputStream(), false);
    }

    static @Nullable Channel toFront() {
        Long front = Long.getLong(FRONT);
        try {
            return front == null ? null : new Channel(front, new FileOutputStream(OUT), new FileInputStream(IN), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
