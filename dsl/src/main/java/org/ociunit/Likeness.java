package org.ociunit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.ociunit.image.FileStatus;

/**
 * Whether files of a container are as they were in the tree that its root began with.
 *
 * <p>Nothing can be changed without the kernel noting when. So what is older than the container need not be read, as long
 * as all else that is told of it is the same.
 *
 * @param made when all was still as it had been
 * @param users how the container numbers users
 * @param groups how the container numbers groups
 */
record Likeness(FileTime made, IdMap users, IdMap groups) {
    private static final int BUFFER = 1 << 16;

    /** Whether nothing can have been changed of it. In the very moment itself much can happen. */
    boolean isOlder(FileStatus is) {
        return is.changed().compareTo(made) < 0;
    }

    /** Whether all is the same that is told of a file, but for the time; a folder has no size of its own. */
    boolean isLike(FileStatus is, FileStatus was) {
        return is.mode() == was.mode()
                && isOwner(users, is.uid(), was.uid())
                && isOwner(groups, is.gid(), was.gid())
                && is.device() == was.device()
                && (is.isFolder() || is.size() == was.size());
    }

    /** A container's files belong to those who its users are on this machine, unless it does not know them. */
    private static boolean isOwner(IdMap ids, long is, long was) {
        return is == was || is == ids.outside(was);
    }

    boolean isOfSameTime(FileStatus is, FileStatus was) {
        return is.modified().equals(was.modified());
    }

    /** Whether the contents are the same of a file, or of a link. */
    boolean hasSameContent(OpenFolder folder, Path name, FileStatus is, Path before) throws IOException {
        if (is.isLink()) {
            return Files.readSymbolicLink(folder.at(name)).equals(Files.readSymbolicLink(before));
        }
        if (!is.isFile()) {
            return true;
        }
        try (InputStream one = folder.read(name);
                InputStream other = Files.newInputStream(before)) {
            byte[] part;
            do {
                part = one.readNBytes(BUFFER);
                if (!Arrays.equals(part, other.readNBytes(BUFFER))) {
                    return false;
                }
            } while (part.length > 0);
            return true;
        }
    }

    /** With the owners that the container sees; those that it does not know stay as they are. */
    FileStatus seenInside(FileStatus is) {
        return is.withOwners(users.inside(is.uid(), is.uid()), groups.inside(is.gid(), is.gid()));
    }
}
