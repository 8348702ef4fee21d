package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.launcher.Launcher;

/**
 * Who is told which process has been made.
 *
 * @param file gets the pid, if there is such a file
 * @param socket gets a descriptor of the process, if there is such a socket
 * @param name the bytes that go with the descriptor
 */
record PidAnnouncement(@Nullable Path file, @Nullable Path socket, String name) {
    void tell(String what, long pid) {
        try {
            if (file != null) {
                write(file, Long.toString(pid));
            }
        } catch (IOException e) {
            throw new ContainerException(
                    what,
                    "its pid could not be written to " + file + ": " + e + ".",
                    "name a pid file in a folder that exists, and that this user may write to.",
                    e);
        }
        if (socket != null) {
            Launcher.shared().sendProcess(what, pid, socket.toAbsolutePath(), name);
        }
    }

    /** Whoever waits for the file finds it whole, and no link that somebody has put there is followed. */
    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName());
        Files.createFile(fresh);
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }
}
