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
 * @param process the launcher itself, and never a later process of its number
 * @param requests what it reads
 * @param replies what it writes
 * @param hasCaller whether it is in front: then its own descriptors, terminal and signals are those of whoever called it
 */
record Channel(ProcessHandle process, OutputStream requests, InputStream replies, boolean hasCaller) {
    /** The pid of the launcher that is in front of this JVM. */
    private static final String FRONT = "jrunc.launcher";

    /** Both ends that a launcher in front leaves its JVM. */
    private static final String IN = "/dev/fd/3";

    private static final String OUT = "/dev/fd/4";

    static Channel toNew() {
        Process process = LauncherProgram.start();
        return new Channel(process.toHandle(), process.getOutputStream(), process.getInputStream(), false);
    }

    static @Nullable Channel toFront() {
        Long front = Long.getLong(FRONT);
        try {
            return front == null
                    ? null
                    : new Channel(
                            ProcessHandle.of(front).orElseThrow(),
                            new FileOutputStream(OUT),
                            new FileInputStream(IN),
                            true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
    }
}
