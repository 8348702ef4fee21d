package org.ociunit.rootfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.ociunit.error.StepFailedException;
import org.ociunit.runtime.catalog.Inodes;

/** Access control lists of folders, which Java has no means for. Internal. */
public final class AccessLists {
    private static final String ACCESS = "system.posix_acl_access";
    private static final String DEFAULT = "system.posix_acl_default";

    /** acl(5): a list of version 2 without an entry, which the kernel takes for none. */
    private static final byte[] NONE = {2, 0, 0, 0};

    private AccessLists() {}

    /**
     * Takes those from an empty folder that it has from the one above, and with them from all that will be made in it: who is
     * named in them could do more in a tree than its image says.
     */
    static void drop(Path folder) {
        Inodes inodes = Inodes.in(folder);
        inodes.attribute(folder, DEFAULT, NONE);
        inodes.attribute(folder, ACCESS, NONE);
        try {
            inodes.flush();
        } catch (StepFailedException e) {
            if (!isUnknown(e)) {
                throw e;
            }
        }
    }

    /**
     * Gives a folder a list by which one other user gets through it, and nobody else.
     *
     * @param folder the folder
     * @param user that user's number
     * @return whether the file system has such lists; else nothing has happened
     */
    public static boolean letThrough(Path folder, int user) {
        int nobody = -1;
        ByteBuffer list = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN);
        list.putInt(2);
        list.putShort((short) 0x01).putShort((short) 7).putInt(nobody); // user::rwx
        list.putShort((short) 0x02).putShort((short) 1).putInt(user); // user:USER:--x
        list.putShort((short) 0x04).putShort((short) 0).putInt(nobody); // group::---
        list.putShort((short) 0x10).putShort((short) 1).putInt(nobody); // mask::--x
        list.putShort((short) 0x20).putShort((short) 0).putInt(nobody); // other::---
        Inodes inodes = Inodes.in(folder);
        inodes.attribute(folder, ACCESS, list.array());
        try {
            inodes.flush();
            return true;
        } catch (StepFailedException e) {
            if (isUnknown(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isUnknown(StepFailedException e) {
        return e.errno().equals("EOPNOTSUPP");
    }
}
