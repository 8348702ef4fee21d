package org.ociunit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ociunit.error.ContainerException;

/**
 * The {@code /etc/hosts} of a container whose neighbours come and go. It is bound into the container, and so written in its
 * place.
 *
 * @param path where it is on this machine
 * @param beginning what it always has
 */
record HostsFile(Path path, String beginning) {
    static HostsFile of(Container container) {
        Path path = container.folder().resolve("hosts");
        try {
            return new HostsFile(path, Files.readString(path));
        } catch (IOException e) {
            throw new ContainerException("Could not read " + path + ".", e.toString(), null, e);
        }
    }

    /** A reader finds the old lines or the new ones, and never none: they are written over, and then cut to their length. */
    void write(String names) {
        ByteBuffer text = ByteBuffer.wrap((beginning + names).getBytes(StandardCharsets.UTF_8));
        int length = text.remaining();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            while (text.hasRemaining()) {
                file.write(text);
            }
            file.truncate(length);
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not tell the names of a network in " + path + ".", e.toString(), null, e);
        }
    }
}
