package org.ociunit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what the kernel tells of processes, which may be gone at any time. */
final class ProcFile {
    private ProcFile() {}

    /** The text of a file; empty if it is not there any more, or not for this user to read. */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    /** The program of a process and its arguments, such as {@code sleep 60}. */
    static String commandLine(long pid) {
        return read(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').stripTrailing();
    }

    /** What a link of a process leads to; empty if it is not there any more, or not for this user to read. */
    static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
