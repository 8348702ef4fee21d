package org.ociunit.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is at a place of an image that is put together here. */
sealed interface Node {
    /**
     * The permissions of a file, without the bits that would make somebody else of who runs it.
     *
     * @param file no link
     */
    static int permissions(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 0777;
    }

    /**
     * A folder.
     *
     * @param mode as chmod(2) has it
     */
    record Folder(int mode) implements Node {
        /** One that somebody has to go through. */
        static final Folder USUAL = new Folder(0755);
    }

    /**
     * A symbolic link.
     *
     * @param target where it leads
     */
    record Link(String target) implements Node {}

    /**
     * A file.
     *
     * @param content what is in it
     * @param mode as chmod(2) has it
     */
    record File(Content content, int mode) implements Node {}
}
