package org.ociunit.jrunc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is added to a log file from now on.
 *
 * @param file the file, if there is one
 * @param before how long it is now, in bytes
 */
record LogTail(Optional<Path> file, long before) {
    private static final int MOST = 1 << 20;

    static LogTail of(Optional<Path> file) {
        return new LogTail(file, file.map(LogTail::size).orElse(0L));
    }

    /** The lines, of a mebibyte at the most; none of what is no file, such as a pipe. */
    List<String> added() {
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return List.of();
        }
        try (InputStream content = Files.newInputStream(file.get())) {
            content.skipNBytes(size(file.get()) < before ? 0 : before);
            return new String(content.readNBytes(MOST), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long size(Path path) {
        return path.toFile().length();
    }
}
