package org.ociunit.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What a file is like, as lstat(2) tells it. Internal.
 *
 * @param mode its type and its permissions
 * @param uid whom it belongs to
 * @param gid which group it belongs to
 * @param size how many bytes it has
 * @param modified when its content was changed
 * @param changed when anything of it was changed, by this machine's clock
 * @param links how many names it has
 * @param device which device it is, if it is one
 * @param key which file it is: two names of one file have the same
 */
public record FileStatus(
        int mode,
        long uid,
        long gid,
        long size,
        FileTime modified,
        FileTime changed,
        int links,
        long device,
        Object key) {
    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int PIPE = 0010000;
    private static final int CHARACTERS = 0020000;
    private static final int FOLDER = 0040000;
    private static final int BLOCKS = 0060000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int SOCKET = 0140000;

    /** Those alone: the kernel does not know the names of owners. */
    private static final String ASKED = "unix:mode,uid,gid,size,lastModifiedTime,ctime,nlink,rdev,fileKey";

    /**
     * Looks at a file, or at a link itself.
     *
     * @param path where it is
     * @return what it is like now
     * @throws IOException if it is not there
     */
    public static FileStatus of(Path path) throws IOException {
        Map<String, Object> is = Files.readAttributes(path, ASKED, LinkOption.NOFOLLOW_LINKS);
        return new FileStatus(
                (int) told(is, "mode"),
                Integer.toUnsignedLong((int) told(is, "uid")),
                Integer.toUnsignedLong((int) told(is, "gid")),
                (long) told(is, "size"),
                (FileTime) told(is, "lastModifiedTime"),
                (FileTime) told(is, "ctime"),
                (int) told(is, "nlink"),
                (long) told(is, "rdev"),
                told(is, "fileKey"));
    }

    private static Object told(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    /**
     * The same with other permissions.
     *
     * @param permissions as chmod(2) has them
     * @return another status
     */
    public FileStatus withPermissions(int permissions) {
        return new FileStatus(
                type() | (permissions & PERMISSIONS), uid, gid, size, modified, changed, links, device, key);
    }

    /**
     * The same with other owners.
     *
     * @param user whom it belongs to
     * @param group which group it belongs to
     * @return another status
     */
    public FileStatus withOwners(long user, long group) {
        return new FileStatus(mode, user, group, size, modified, changed, links, device, key);
    }

    /**
     * What kind of file it is.
     *
     * @return its bits of the mode
     */
    public int type() {
        return mode & TYPE;
    }

    /**
     * Who may use it.
     *
     * @return the other bits of the mode
     */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /**
     * Whether it is a folder.
     *
     * @return whether it is
     */
    public boolean isFolder() {
        return type() == FOLDER;
    }

    /**
     * Whether it is a regular file.
     *
     * @return whether it is
     */
    public boolean isFile() {
        return type() == FILE;
    }

    /**
     * Whether it is a symbolic link.
     *
     * @return whether it is
     */
    public boolean isLink() {
        return type() == LINK;
    }

    /**
     * Whether it is a socket, which is of no use without the one who has made it.
     *
     * @return whether it is
     */
    public boolean isSocket() {
        return type() == SOCKET;
    }

    boolean isPipe() {
        return type() == PIPE;
    }

    /**
     * Whether it is a node of a device.
     *
     * @return whether it is
     */
    public boolean isDevice() {
        return type() == CHARACTERS || type() == BLOCKS;
    }

    boolean hasBlocks() {
        return type() == BLOCKS;
    }

    /** The major number of a device, as glibc's gnu_dev_major has it. */
    long major() {
        return ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    }

    /** The minor number of a device, as glibc's gnu_dev_minor has it. */
    long minor() {
        return (device & 0xff) | ((device >>> 12) & 0xffffff00L);
    }
}
