package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives folders what other folders have beside their content. */
final class AttributeCopy {
    private static final int OPEN = 0700;

    private AttributeCopy() {}

    /** Makes a folder like another one, but open: it gets its own permissions when it is complete. */
    static void makeFolder(Path original, Path place) throws IOException {
        Files.copy(original, place, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(place, "unix:mode", OPEN);
    }

    /** Gives a folder that is complete the owner, the permissions and the time of another one. */
    static void complete(Path original, Path folder) throws IOException {
        owner(original, folder);
        mode(original, folder);
        Files.setLastModifiedTime(folder, Files.getLastModifiedTime(original));
    }

    private static void owner(Path original, Path folder) throws IOException {
        try {
            for (String attribute : new String[] {"unix:uid", "unix:gid"}) {
                Files.setAttribute(folder, attribute, Files.getAttribute(original, attribute));
            }
        } catch (FileSystemException notPermitted) {
            // An ordinary user owns what it makes.
        }
    }

    /** Neither the umask nor a failed change of owner may take bits away. */
    static void mode(Path original, Path place) throws IOException {
        int mode = (int) Files.getAttribute(original, "unix:mode") & 07777;
        Files.setAttribute(place, "unix:mode", mode);
    }
}
