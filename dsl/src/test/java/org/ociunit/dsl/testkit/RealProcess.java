package org.ociunit.dsl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of this machine that stands for a container's first one: named {@code fake}, as a runtime's own would be, it
 * waits to be started, and becomes {@code sleep 600} then.
 */
record RealProcess(Process process) {
    /** A process that waits; a link to its program is made in the folder. */
    static RealProcess waiting(Path folder) {
        try {
            Path program = Files.createSymbolicLink(folder.resolve("fake"), Path.of("/bin/sh"));
            return new RealProcess(new ProcessBuilder(program.toString(), "-c", "read go; exec sleep 600").start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void begin() {
        try (var input = process.getOutputStream()) {
            input.write("go\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end() {
        process.destroyForcibly().onExit().join();
    }
}
