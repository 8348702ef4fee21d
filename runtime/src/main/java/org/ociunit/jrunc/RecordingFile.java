package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.ociunit.json.Json;
import org.ociunit.runtime.recording.RecordedCall;

/**
 * The file that calls are written to. Clients call in parallel: a line is written whole, under a lock.
 *
 * @param path where it is
 */
record RecordingFile(Path path) {
    /** It is there from now on, for its owner alone: it may hold secrets. */
    static RecordingFile at(Path path) {
        RecordingFile file = new RecordingFile(path);
        try {
            file.open().close();
        } catch (IOException e) {
            throw file.unwritable(e);
        }
        return file;
    }

    void append(RecordedCall call) {
        String line = Json.toText(call) + "\n";
        try (FileChannel channel = open()) {
            channel.lock(); // until it is closed
            write(channel, endOfWhatWasCut(channel) + line);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Somebody who was killed while writing may have left half a line. */
    private static String endOfWhatWasCut(FileChannel channel) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        long size = channel.size();
        boolean isCut = size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        return isCut ? "\n" : "";
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private RefusalException unwritable(IOException e) {
        return new RefusalException("cannot write the recording " + path + ": " + Reasons.of(e));
    }
}
