package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked of the attributes of a mount, as mount_setattr(2) takes it: what is to clear is cleared first. Attributes
 * that are in neither stay as they are. fsmount(2) takes {@link #set} alone, since a new mount has none.
 *
 * @param set the {@code MOUNT_ATTR_} bits to set
 * @param clear the {@code MOUNT_ATTR_} bits to clear; with any of the access time's, all of {@link #ATIME}
 */
public record MountAttributes(long set, long clear) {
    /** Nothing can be written. */
    public static final long READ_ONLY = 0x1;

    /** Bits of set-user-ID and set-group-ID, and capabilities of files, have no effect. */
    public static final long NO_SUID = 0x2;

    /** Device files have no effect. */
    public static final long NO_DEV = 0x4;

    /** No program can be executed. */
    public static final long NO_EXEC = 0x8;

    /** The bits in which the one of three ways to keep access times is told; they can only be cleared together. */
    public static final long ATIME = 0x70;

    /** Of {@link #ATIME}: access times follow changes and, once a day, reads. The kernel's default, and no bit at all. */
    public static final long RELATIME = 0x0;

    /** Of {@link #ATIME}: access times are not kept. */
    public static final long NOATIME = 0x10;

    /** Of {@link #ATIME}: access times follow each read. */
    public static final long STRICTATIME = 0x20;

    /** Access times of folders are not kept; beside any of {@link #ATIME}. */
    public static final long NO_DIRATIME = 0x80;

    /** Symbolic links are not followed (Linux 5.14 in this place). */
    public static final long NO_SYMFOLLOW = 0x200000;

    private static final Map<Long, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(READ_ONLY, "ro");
        NAMES.put(NO_SUID, "nosuid");
        NAMES.put(NO_DEV, "nodev");
        NAMES.put(NO_EXEC, "noexec");
        NAMES.put(ATIME, "atime");
        NAMES.put(NOATIME, "noatime");
        NAMES.put(STRICTATIME, "strictatime");
        NAMES.put(NO_DIRATIME, "nodiratime");
        NAMES.put(NO_SYMFOLLOW, "nosymfollow");
    }

    /**
     * Checks what the kernel would not take.
     *
     * @throws IllegalArgumentException if the access time's bits are cleared in part, or set and not cleared
     */
    public MountAttributes {
        boolean whole = (clear & ATIME) == ATIME;
        boolean touched = ((clear | set) & ATIME) != 0;
        if (touched && !whole) {
            throw new IllegalArgumentException("The bits of the access time can only be cleared together.");
        }
    }

    /**
     * Whether nothing is asked.
     *
     * @return true if all attributes stay as they are
     */
    public boolean isEmpty() {
        return set == 0 && clear == 0;
    }

    /** Such as {@code set ro nosuid, clear noexec}; empty if nothing is asked. {@code clear atime} alone sets relatime. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (set != 0) {
            parts.add("set " + names(set));
        }
        if (clear != 0) {
            parts.add("clear " + names(clear));
        }
        return String.join(", ", parts);
    }

    /** What is no known name is a number. */
    private static String names(long bits) {
        List<String> names = new ArrayList<>();
        long rest = bits;
        for (Map.Entry<Long, String> attribute : NAMES.entrySet()) {
            long bit = attribute.getKey();
            if ((rest & bit) == bit) {
                names.add(attribute.getValue());
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            names.add("0x" + Long.toHexString(rest));
        }
        return String.join(" ", names);
    }
}
