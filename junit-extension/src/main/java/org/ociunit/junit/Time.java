package org.ociunit.junit;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration, as annotations and the configuration write it. */
final class Time {
    static final String EXAMPLES = "500ms, 10s or 2m";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}) ?(ms|s|m)");

    private Time() {}

    /** The duration, or nothing if the text is none. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = TIME.matcher(text);
        return matcher.matches()
                ? Optional.of(of(Long.parseLong(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    private static Duration of(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }
}
