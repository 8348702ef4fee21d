package org.ociunit.runtime.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of mountinfo: {@code id parent device root point options... - type source super-options}, proc(5). Paths are
 * text: under some locales Java cannot name every file that the kernel can.
 *
 * @param root what of the file system is mounted
 * @param point where
 * @param type the file system's type
 * @param options the file system's own options
 */
public record Mounted(String root, String point, String type, List<String> options) {
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");
    private static final String ALL = "/";
    private static final List<String> KERNELS = List.of("proc", "sysfs");

    /** Copies the list. */
    public Mounted {
        options = List.copyOf(options);
    }

    /**
     * What is mounted in the mount namespace of this process.
     *
     * @return the mounts, the earlier first
     */
    public static List<Mounted> here() {
        try {
            // Names may be of any bytes.
            return read(new String(Files.readAllBytes(Path.of("/proc/self/mountinfo")), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read what is mounted from /proc", e);
        }
    }

    /**
     * The mounts of a list.
     *
     * @param mounts what {@code /proc/<pid>/mountinfo} has
     * @return the mounts, the earlier first
     */
    public static List<Mounted> read(String mounts) {
        return mounts.lines().map(Mounted::of).toList();
    }

    /**
     * Where the kernel's own file systems are mounted as a whole.
     *
     * @param mounts all mounts
     * @param except the folder below which they do not count
     * @return the places, which may be there more than once
     */
    public static List<String> bare(List<Mounted> mounts, Path except) {
        return mounts.stream()
                .filter(mount -> KERNELS.contains(mount.type) && mount.root.equals(ALL))
                .map(Mounted::point)
                .filter(point -> !(point + "/").startsWith(except + "/"))
                .toList();
    }

    private static Mounted of(String line) {
        String[] halves = line.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        String[] right = halves[1].split(" ", -1);
        return new Mounted(plain(left[3]), plain(left[4]), right[0], Arrays.asList(right[2].split(",", -1)));
    }

    private static String plain(String escaped) {
        return ESCAPED.matcher(escaped).replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 8)));
    }
}
