package org.ociunit.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a runtime, compared by its three numbers.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number, 0 where the runtime names none
 * @param text the whole version as the runtime writes it, such as {@code 1.1.5+ds1}
 */
public record Version(int major, int minor, int patch, String text) implements Comparable<Version> {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?[\\w.+~-]*");

    /**
     * Finds the first version in a text.
     *
     * @param text such as {@code runc version 1.1.5+ds1}
     * @return the version; 0.0.0 with the whole text if there is none in it
     */
    public static Version in(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.find()) {
            return new Version(0, 0, 0, text.strip());
        }
        int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return new Version(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), patch, matcher.group());
    }

    @Override
    public int compareTo(Version other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor == 0 ? Integer.compare(minor, other.minor) : byMajor;
        return byMinor == 0 ? Integer.compare(patch, other.patch) : byMinor;
    }

    /** The version as the runtime writes it. */
    @Override
    public String toString() {
        return text;
    }
}
