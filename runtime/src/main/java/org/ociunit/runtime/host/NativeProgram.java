package org.ociunit.runtime.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.ociunit.error.ContainerException;
import org.ociunit.error.UnsupportedByHostException;

/** The static programs that travel in the jar, one of each for every architecture. */
public enum NativeProgram {
    /** What starts processes for the runtimes. */
    LAUNCHER,
    /** What runs in a container that was given no program. */
    IDLE,
    /** What a runtime runs as a hook whose work this JVM does. */
    HOOK;

    /**
     * Copies the program out of the jar.
     *
     * @param file the file to make, which must not exist; it can be executed by everybody
     * @return the file
     * @throws UnsupportedByHostException if the jar has no such program for this machine
     */
    public Path copyTo(Path file) {
        String architecture = architecture();
        String resource = "/META-INF/native/linux-" + architecture + "/" + name().toLowerCase(java.util.Locale.ROOT);
        try (InputStream program = NativeProgram.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new UnsupportedByHostException(
                        "Could not find the program " + resource + ".",
                        "this build of OciUnit has none for " + architecture + ".",
                        "build it on such a machine, or with a C compiler for it.");
            }
            Files.copy(program, file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return file;
        } catch (IOException e) {
            throw new ContainerException("Could not write the program " + file + ".", e.toString(), null, e);
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
