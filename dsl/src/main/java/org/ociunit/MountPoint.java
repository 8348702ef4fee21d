package org.ociunit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that is mounted in a container, as proc_pid_mountinfo(5) has it.
 *
 * @param at where it is mounted, in the container
 * @param folder what part of its file system is: {@code /} for all of it, another path for a bind mount
 * @param type the file system's type, such as {@code tmpfs}
 * @param source what the file system is on, such as a device; any word for those on none
 * @param options those of this mount, such as {@code ro} and {@code nosuid}
 * @param superOptions those of the file system itself, wherever else it is mounted, such as {@code size=1024k}
 */
record MountPoint(
        String at, String folder, String type, String source, List<String> options, List<String> superOptions) {
    private static final Pattern SPECIAL = Pattern.compile("\\\\([0-7]{3})");
    private static final int OCTAL = 8;

    /** Reads a line such as {@code 36 35 98:0 /from /at rw,noatime master:1 - ext4 /dev/root rw,errors=continue}. */
    static MountPoint parse(String line) {
        // Between the options and the dash there are any number of words.
        String[] sides = line.split(" - ", 2);
        String[] mount = sides[0].split(" ", -1);
        String[] fileSystem = sides[1].split(" ", -1);
        return new MountPoint(
                plain(mount[4]),
                plain(mount[3]),
                fileSystem[0],
                plain(fileSystem[1]),
                List.of(mount[5].split(",", -1)),
                fileSystem.length > 2 ? List.of(fileSystem[2].split(",", -1)) : List.of());
    }

    /** Blanks and the like are written as numbers. */
    private static String plain(String text) {
        return SPECIAL.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(match.group(1), OCTAL))));
    }

    boolean hasOption(String option) {
        return options.contains(option) || superOptions.contains(option);
    }

    /** Such as {@code tmpfs from tmpfs at /cache (rw,nosuid; rw,size=1024k)}. */
    @Override
    public String toString() {
        return type + " from " + source + (folder.equals("/") ? "" : " " + folder) + " at " + at + " ("
                + String.join(",", options) + "; " + String.join(",", superOptions) + ")";
    }
}
