package org.ociunit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This JVM's open files by their numbers. Java does not tell a file's number, and without it there is no
 * {@code /proc/self/fd/7/name}, which names a file in a folder that is open, wherever others may have moved that folder
 * meanwhile.
 *
 * @param keys which file each is, by device and inode
 */
record Descriptors(Map<Path, Object> keys) {
    private static final Path OWN = Path.of("/proc/self/fd");

    /** Those that are open now. */
    static Descriptors open() throws IOException {
        Map<Path, Object> keys = new HashMap<>();
        for (Path number : numbers()) {
            key(number).ifPresent(key -> keys.put(number, key));
        }
        return new Descriptors(keys);
    }

    /**
     * Finds a file that has been opened since. One that has long been open would not do: the same folder is another one
     * where it is mounted a second time, read-only for instance.
     *
     * @param key which file it is
     * @param name for the message
     * @throws IOException if it is not there: it was exchanged at the moment of its opening
     */
    Path opened(Object key, Path name) throws IOException {
        return numbers().stream()
                .filter(number -> !key.equals(keys.get(number)))
                .filter(number -> key(number).equals(Optional.of(key)))
                .findFirst()
                .orElseThrow(() -> exchanged(name));
    }

    /**
     * Checks that a file is open.
     *
     * @param key which file it is
     * @param name for the message
     * @throws IOException if it is not: it was exchanged at the moment of its opening
     */
    static void require(Object key, Path name) throws IOException {
        if (numbers().stream().noneMatch(number -> key(number).equals(Optional.of(key)))) {
            throw exchanged(name);
        }
    }

    private static IOException exchanged(Path name) {
        return new FileSystemException(name.toString(), null, "it was exchanged while it was opened");
    }

    private static List<Path> numbers() throws IOException {
        try (Stream<Path> all = Files.list(OWN)) {
            return all.toList();
        }
    }

    private static Optional<Object> key(Path number) {
        try {
            return Optional.of(
                    Files.readAttributes(number, BasicFileAttributes.class).fileKey());
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
