package org.ociunit.report;

import java.time.Duration;
import java.util.Locale;
import org.ociunit.Bytes;
import org.ociunit.scenario.Outcome;

/** Figures and verdicts as they stand in reports. */
final class Words {
    private Words() {}

    /** A time with a unit that fits it, such as {@code 12.3 ms}. */
    static String of(Duration time) {
        double milliseconds = milliseconds(time);
        if (Math.abs(milliseconds) < 1000) {
            return String.format(Locale.ROOT, Math.abs(milliseconds) < 100 ? "%.1f ms" : "%.0f ms", milliseconds);
        }
        return String.format(Locale.ROOT, "%.2f s", milliseconds / 1000);
    }

    static double milliseconds(Duration time) {
        return time.toNanos() / 1e6;
    }

    /** An amount with a unit that fits it, such as {@code 1.5 MiB}. */
    static String of(Bytes bytes) {
        double count = bytes.count();
        return count < 1 << 20
                ? String.format(Locale.ROOT, "%.0f KiB", count / (1 << 10))
                : String.format(Locale.ROOT, "%.1f MiB", count / (1 << 20));
    }

    /** A number of things, such as {@code 1 case} or {@code 2 cases}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** The class of a verdict in the style sheet. */
    static String type(Outcome.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A text on one line, of which the end may be missing. */
    static String inShort(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        int most = 160;
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }

    static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
