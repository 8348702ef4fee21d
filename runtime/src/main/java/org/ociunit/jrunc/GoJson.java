package org.ociunit.jrunc;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ociunit.json.Json;

/** JSON to the letter as Go writes it: it escapes what could be HTML. */
final class GoJson {
    /** What a backslash escapes, one at a time, so that an escaped backslash escapes nothing. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\(u[0-9A-F]{4}|.)");

    private static final Pattern TABS = Pattern.compile("(?m)^\t+");

    private GoJson() {}

    /** On one line, without its end. */
    static String line(Object document) {
        return escaped(Json.toText(document));
    }

    /** A member a line, without the end of the last one. */
    static String indented(Object document, String indent) {
        String text = escaped(Json.toPrettyText(document));
        return TABS.matcher(text).replaceAll(tabs -> indent.repeat(tabs.group().length()));
    }

    /** Outside of strings JSON has none of these characters. */
    private static String escaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(lowerHex(found.group())))
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String lowerHex(String escape) {
        return escape.startsWith("\\u") ? escape.toLowerCase(Locale.ROOT) : escape;
    }
}
