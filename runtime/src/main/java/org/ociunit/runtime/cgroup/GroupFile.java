package org.ociunit.runtime.cgroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the files of a group as the kernel wants it: one write a value, and never a new file. */
final class GroupFile {
    /** The names of what the C library says, where it says it in English. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Operation not permitted", "EPERM"),
            Map.entry("No such file or directory", "ENOENT"),
            Map.entry("No such process", "ESRCH"),
            Map.entry("Cannot allocate memory", "ENOMEM"),
            Map.entry("Permission denied", "EACCES"),
            Map.entry("Device or resource busy", "EBUSY"),
            Map.entry("File exists", "EEXIST"),
            Map.entry("No such device", "ENODEV"),
            Map.entry("Invalid argument", "EINVAL"),
            Map.entry("No space left on device", "ENOSPC"),
            Map.entry("Read-only file system", "EROFS"),
            Map.entry("Numerical result out of range", "ERANGE"),
            Map.entry("File name too long", "ENAMETOOLONG"),
            Map.entry("Directory not empty", "ENOTEMPTY"),
            Map.entry("Operation not supported", "EOPNOTSUPP"));

    private GroupFile() {}

    /** What is in it, without the last line end; nothing if it cannot be read, for its group may go at any time. */
    static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).stripTrailing());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    static void write(Path file, String value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The kernel's answer, as {@code EINVAL (Invalid argument)}. */
    static String answer(IOException failure) {
        String words = words(failure);
        return NAMES.containsKey(words) ? NAMES.get(words) + " (" + words + ")" : words;
    }

    static boolean isSupported(IOException failure) {
        return !(failure instanceof NoSuchFileException) && !words(failure).equals("Operation not supported");
    }

    private static String words(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String words = failure instanceof FileSystemException of ? of.getReason() : failure.getMessage();
        return words == null ? failure.toString() : words;
    }
}
