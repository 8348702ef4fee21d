package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Why something with a file failed, in the kernel's words. */
final class Reasons {
    private Reasons() {}

    static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "file exists";
        }
        if (e instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason().toLowerCase(Locale.ROOT);
        }
        return e.toString();
    }

    /** A folder that somebody goes to has to be one. */
    static Path requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RefusalException("chdir " + folder + ": "
                    + (Files.exists(folder) ? "not a directory" : "no such file or directory"));
        }
        return folder;
    }
}
