package org.ociunit.scenario;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as scenario files have them: {@code 200ms}, {@code 2s}. */
final class Times {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

    private Times() {}

    static boolean isTime(String text) {
        return TIME.matcher(text).matches();
    }

    static Duration parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "Illegal time \"" + text + "\": it takes a number and ms or s, such as 200ms.");
        }
        long number = Long.parseLong(time.group(1));
        return time.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
