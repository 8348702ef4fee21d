package org.ociunit.runtime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.host.NativeProgram;

/**
 * The launcher's file: written to a folder that only this user can enter, started, and deleted again at once, since the
 * launcher runs from a sealed copy in memory.
 */
final class LauncherProgram {
    private LauncherProgram() {}

    /** Tries the folders that may hold programs; a system can forbid that for any of them. */
    static Process start() {
        @Nullable Exception refused = null;
        for (Path folder : folders()) {
            try {
                return startFrom(Files.createTempDirectory(folder, "ociunit-"));
            } catch (IOException | ContainerException e) {
                refused = e;
            }
        }
        throw new UnsupportedByHostException(
                "Could not start the launcher.",
                "no folder allows programs to be executed: " + refused,
                "set java.io.tmpdir to a folder on a file system that is not mounted with noexec.");
    }

    private static List<Path> folders() {
        return List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of(System.getProperty("user.home")));
    }

    private static Process startFrom(Path folder) throws IOException {
        Path file = folder.resolve("launcher");
        try {
            NativeProgram.LAUNCHER.copyTo(file);
            return new ProcessBuilder(file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}
