package org.ociunit.report;

import java.util.List;
import java.util.Set;

/** An element of HTML, SVG or XML. Texts become markup here and nowhere else. */
final class Element {
    private static final Set<String> SHAPES = Set.of("line", "rect", "circle", "polyline");

    private final String name;
    private final StringBuilder attributes = new StringBuilder();
    private final StringBuilder content = new StringBuilder();

    private Element(String name) {
        this.name = name;
    }

    static Element of(String name) {
        return new Element(name);
    }

    static Element of(String name, String text) {
        return new Element(name).text(text);
    }

    /** An element of a class of the style sheet. */
    static Element of(String name, String type, String text) {
        return new Element(name).with("class", type).text(text);
    }

    Element with(String attribute, Object value) {
        attributes.append(' ').append(attribute).append("=\"");
        for (char character : readable(value.toString()).toCharArray()) {
            attributes.append(
                    character == '\n' || character == '\t' ? "&#" + (int) character + ";" : escaped(character));
        }
        attributes.append('"');
        return this;
    }

    /** An attribute that says all by being there. */
    Element with(String attribute) {
        attributes.append(' ').append(attribute);
        return this;
    }

    Element text(String text) {
        for (char character : readable(text).toCharArray()) {
            content.append(escaped(character));
        }
        return this;
    }

    Element add(Element child) {
        content.append(child);
        return this;
    }

    Element add(List<Element> children) {
        children.forEach(this::add);
        return this;
    }

    /** A style sheet or script of our own, which HTML takes as it is. */
    Element own(String resource) {
        content.append(resource);
        return this;
    }

    boolean isEmpty() {
        return content.isEmpty();
    }

    private static String escaped(char character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default -> String.valueOf(character);
        };
    }

    /**
     * A text of whatever origin as one that XML allows and a reader sees: control characters as their pictures, and a
     * question mark for what turns the direction of text round, and for halves of characters.
     */
    static String readable(String text) {
        if (text.chars().noneMatch(Element::isTrap)) {
            return text;
        }
        StringBuilder readable = new StringBuilder();
        text.codePoints().forEach(point -> readable.appendCodePoint(readable(point)));
        return readable.toString();
    }

    private static boolean isTrap(int unit) {
        return readable(unit) != unit;
    }

    private static int readable(int point) {
        if (point == '\n' || point == '\t') {
            return point;
        }
        if (point < 0x20) {
            return 0x2400 + point;
        }
        if (point == 0x7F) {
            return 0x2421;
        }
        boolean turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean none = point == 0xFFFE || point == 0xFFFF || (point >= 0x80 && point < 0xA0);
        return turns || half || none ? 0xFFFD : point;
    }

    /** HTML closes all elements that are used here, but the few that never have content; drawings take a stroke. */
    @Override
    public String toString() {
        String start = "<" + name + attributes;
        if (content.isEmpty() && SHAPES.contains(name)) {
            return start + "/>";
        }
        return start + ">" + (isVoid() ? "" : content + "</" + name + ">");
    }

    private boolean isVoid() {
        return name.equals("meta") || name.equals("input");
    }
}
