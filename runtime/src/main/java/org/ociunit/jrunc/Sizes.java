package org.ociunit.jrunc;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them, such as {@code 64m} or {@code 1.5 GiB}; a kilobyte has 1024. */
final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(?:([kmgtp])i?)?b?");
    private static final String UNITS = "kmgtp";

    private Sizes() {}

    static long parse(String text) {
        Matcher match = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw new IllegalArgumentException("No size: " + text);
        }
        int power = match.group(2) == null ? 0 : UNITS.indexOf(match.group(2)) + 1;
        BigDecimal bytes =
                new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(1024).pow(power));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("Too large: " + text);
        }
        return bytes.longValue();
    }
}
