package org.ociunit.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Questions about files of this machine; no where it cannot be told. */
final class HostFiles {
    private static final int EXECUTE = 0111;

    private HostFiles() {}

    /** Whether Java can ask for it: under some locales it cannot name every file that the kernel can. */
    static boolean isPath(String text) {
        try {
            return !text.isEmpty() && !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException unnameable) {
            return false;
        }
    }

    static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nobody at all may execute it. */
    static boolean isNoProgram(Path file) {
        try {
            return ((int) Files.getAttribute(file, "unix:mode") & EXECUTE) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The type of the file system that it lies on, or nothing. */
    static String fileSystem(Path file) {
        try {
            return Files.getFileStore(file).type();
        } catch (IOException e) {
            return "";
        }
    }
}
