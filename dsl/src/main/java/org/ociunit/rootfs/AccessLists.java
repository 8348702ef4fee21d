package org.ociunit.rootfs;

import java.nio.file.Path;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.catalog.Inodes;

/**
 * The access control lists that a new folder has from the one above it: who is named in them could do more in a tree than its
 * image says.
 */
final class AccessLists {
    /** acl(5): a list of version 2 without an entry, which the kernel takes for none. */
    private static final byte[] NONE = {2, 0, 0, 0};

    private AccessLists() {}

    /** Takes them from an empty folder, and with them from all that will be made in it. */
    static void drop(Path folder) {
        Inodes inodes = Inodes.in(folder);
        inodes.attribute(folder, "system.posix_acl_default", NONE);
        inodes.attribute(folder, "system.posix_acl_access", NONE);
        try {
            inodes.flush();
        } catch (StepFailedException e) {
            if (!e.errno().equals("EOPNOTSUPP")) {
                throw e;
            }
        }
    }
}
