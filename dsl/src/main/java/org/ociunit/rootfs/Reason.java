package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Words for what java.nio says with the name of an exception's class alone. */
final class Reason {
    private Reason() {}

    static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist.";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read.";
        }
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getFile() + ": " + failed.getReason() + ".";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
