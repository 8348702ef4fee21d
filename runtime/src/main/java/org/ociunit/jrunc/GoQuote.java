package org.ociunit.jrunc;

/** A text in double quotes, as Go writes it. */
final class GoQuote {
    private GoQuote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> quoted.append(escaped(point)));
        return quoted.append('"').toString();
    }

    private static String escaped(int point) {
        return switch (point) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case 0x07 -> "\\a";
            case 0x0b -> "\\v";
            default -> isControl(point) ? hex(point) : Character.toString(point);
        };
    }

    private static boolean isControl(int point) {
        return Character.isISOControl(point) || point == 0x2028 || point == 0x2029;
    }

    private static String hex(int point) {
        return point < 0x80 ? String.format("\\x%02x", point) : String.format("\\u%04x", point);
    }
}
