package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Device;

/**
 * A device of this machine.
 *
 * @param path its node
 * @param type what the runtime-spec calls its type
 * @param major its major number
 * @param minor its minor number
 * @param permissions who may use it, as the nine bits of a mode
 */
record DeviceNode(Path path, String type, long major, long minor, long permissions) {
    private static final int TYPE = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /**
     * Looks at a device.
     *
     * @throws ContainerException if there is none
     */
    static DeviceNode of(Path path) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode");
            long number = (long) Files.getAttribute(path, "unix:rdev");
            return new DeviceNode(path, type(path, mode), major(number), minor(number), mode & 0777);
        } catch (NoSuchFileException e) {
            throw failure(path, "it does not exist.", e);
        } catch (IOException e) {
            throw failure(path, e.toString(), e);
        }
    }

    Device node() {
        return Device.of(path.toString(), type, major, minor).withFileMode(permissions);
    }

    private static String type(Path path, int mode) {
        return switch (mode & TYPE) {
            case CHARACTER -> Device.CHARACTER;
            case BLOCK -> Device.BLOCK;
            default -> throw failure(path, "it is no device.", null);
        };
    }

    /** makedev(3): both numbers have grown into the upper half. */
    private static long major(long number) {
        return ((number >>> 8) & 0xfff) | ((number >>> 32) & ~0xfffL);
    }

    private static long minor(long number) {
        return (number & 0xff) | ((number >>> 12) & ~0xffL);
    }

    private static ContainerException failure(Path path, String why, @Nullable Throwable cause) {
        return new ContainerException("Could not use device " + path + ".", why, null, cause);
    }
}
