package org.ociunit.image;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which extended attributes of a file are an image's: those of users, the capabilities of programs, and access control
 * lists. All others, such as the labels of security modules and what an overlay keeps, are the machine's. Internal.
 */
public final class ExtendedAttributes {
    private static final String USERS = "user.";
    private static final String OVERLAYS = "user.overlay.";
    private static final String CAPABILITY = "security.capability";
    private static final Set<String> OTHERS = Set.of(CAPABILITY, "system.posix_acl_access", "system.posix_acl_default");

    /** linux/capability.h, struct vfs_ns_cap_data: the third revision names the root of a user namespace at its end. */
    private static final int REVISION = 3;

    private static final int OF_NAMESPACE = 3;
    private static final int OF_MACHINE = 2;
    private static final int MACHINE_LENGTH = 20;

    private ExtendedAttributes() {}

    /**
     * Those that are an image's, as it has them.
     *
     * @param all what a file has, by whole names
     * @return some of them, in the order of their names
     */
    public static Map<String, byte[]> kept(Map<String, byte[]> all) {
        Map<String, byte[]> kept = new TreeMap<>();
        all.forEach((name, value) -> {
            if (OTHERS.contains(name) || (name.startsWith(USERS) && !name.startsWith(OVERLAYS))) {
                kept.put(name, name.equals(CAPABILITY) ? ofAnyNamespace(value) : value);
            }
        });
        return kept;
    }

    /** What the root of a user namespace has set holds for that root's number on this machine; an image's is for any. */
    private static byte[] ofAnyNamespace(byte[] value) {
        if (value.length <= MACHINE_LENGTH || value[REVISION] != OF_NAMESPACE) {
            return value;
        }
        byte[] any = Arrays.copyOf(value, MACHINE_LENGTH);
        any[REVISION] = OF_MACHINE;
        return any;
    }

    /**
     * Whether an image sees two files as having the same.
     *
     * @param one what a file has, by whole names
     * @param other what another one has
     * @return whether those that are kept are equal
     */
    public static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        Map<String, byte[]> mine = kept(one);
        Map<String, byte[]> others = kept(other);
        return mine.keySet().equals(others.keySet())
                && mine.entrySet().stream().allMatch(each -> Arrays.equals(each.getValue(), others.get(each.getKey())));
    }
}
