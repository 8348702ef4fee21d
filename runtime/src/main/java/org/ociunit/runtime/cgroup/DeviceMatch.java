package org.ociunit.runtime.cgroup;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Device;
import org.ociunit.spec.DeviceRule;

/**
 * A rule with numbers for words.
 *
 * @param allow whether it allows
 * @param type a {@link #BLOCK} or {@link #CHARACTER} device, or {@link #ALL}
 * @param major the major number, or {@link #ALL}
 * @param minor the minor number, or {@link #ALL}
 * @param access what of {@link #MAKE}, {@link #READ} and {@link #WRITE}
 */
record DeviceMatch(boolean allow, int type, long major, long minor, int access) {
    static final int ALL = -1;

    /** As linux/bpf.h numbers them. */
    static final int BLOCK = 1;

    static final int CHARACTER = 2;
    static final int MAKE = 1;
    static final int READ = 2;
    static final int WRITE = 4;
    static final int EVERYTHING = MAKE | READ | WRITE;

    static DeviceMatch of(DeviceRule rule) {
        return new DeviceMatch(
                rule.allow(), type(rule.type()), number(rule.major()), number(rule.minor()), access(rule.access()));
    }

    /** As a record's own, which a JVM puts together when it runs: for a short run that is long. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceMatch match
                && allow == match.allow
                && type == match.type
                && major == match.major
                && minor == match.minor
                && access == match.access;
    }

    @Override
    public int hashCode() {
        return Objects.hash(allow, type, major, minor, access);
    }

    /** Whether it is about all devices and all that can be done with them. */
    boolean isAboutEverything() {
        return type == ALL && major == ALL && minor == ALL && access == EVERYTHING;
    }

    /** The same for each type on its own. */
    List<DeviceMatch> types() {
        return type == ALL
                ? List.of(
                        new DeviceMatch(allow, BLOCK, major, minor, access),
                        new DeviceMatch(allow, CHARACTER, major, minor, access))
                : List.of(this);
    }

    /** The devices alone. */
    DeviceMatch devices() {
        return new DeviceMatch(true, type, major, minor, EVERYTHING);
    }

    boolean covers(DeviceMatch other) {
        return type == other.type && (major == ALL || major == other.major) && (minor == ALL || minor == other.minor);
    }

    boolean overlaps(DeviceMatch other) {
        return type == other.type && meet(major, other.major) && meet(minor, other.minor);
    }

    /** As version 1 reads and writes it, such as {@code c 1:3 rwm}. */
    String line(int allowed) {
        return (type == BLOCK ? "b " : "c ") + text(major) + ":" + text(minor) + " " + letters(allowed);
    }

    static int access(@Nullable String letters) {
        String all = letters == null || letters.isEmpty() ? "rwm" : letters;
        return (all.contains("m") ? MAKE : 0) | (all.contains("r") ? READ : 0) | (all.contains("w") ? WRITE : 0);
    }

    static String letters(int access) {
        return ((access & READ) != 0 ? "r" : "")
                + ((access & WRITE) != 0 ? "w" : "")
                + ((access & MAKE) != 0 ? "m" : "");
    }

    static String text(long number) {
        return number == ALL ? "*" : Long.toString(number);
    }

    private static int type(@Nullable String type) {
        return type == null || type.equals(DeviceRule.ALL) ? ALL : type.equals(Device.BLOCK) ? BLOCK : CHARACTER;
    }

    private static long number(@Nullable Long number) {
        return number == null ? ALL : number;
    }

    private static boolean meet(long one, long other) {
        return one == ALL || other == ALL || one == other;
    }
}
