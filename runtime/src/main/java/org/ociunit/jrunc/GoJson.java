package org.ociunit.jrunc;

import java.util.Locale;
import org.ociunit.json.Json;

/** JSON to the letter as Go writes it: it escapes what could be HTML. */
final class GoJson {
    private GoJson() {}

    /** On one line, without its end. */
    static String line(Object document) {
        return escaped(Json.toText(document));
    }

    /** A member a line, without the end of the last one. */
    static String indented(Object document, String indent) {
        StringBuilder text = new StringBuilder();
        for (String line : escaped(Json.toPrettyText(document)).split("\n", -1)) {
            String bare = line.stripLeading();
            text.append(text.isEmpty() ? "" : "\n")
                    .append(indent.repeat(line.length() - bare.length()))
                    .append(bare);
        }
        return text.toString();
    }

    /** Outside of strings JSON has none of these characters. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            switch (character) {
                case '&', '<', '>', '\u2028', '\u2029' -> escaped.append(unicode(character));
                case '\\' -> at += escape(text, at, escaped);
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    /** An escape as it is, but with small digits; tells how much more than the backslash it is. */
    private static int escape(String text, int at, StringBuilder escaped) {
        int more = text.charAt(at + 1) == 'u' ? 5 : 1;
        escaped.append(text.substring(at, at + 1 + more).toLowerCase(Locale.ROOT));
        return more;
    }

    private static String unicode(char character) {
        String digits = Integer.toHexString(character);
        return "\\u" + "0".repeat(4 - digits.length()) + digits;
    }
}
