package org.ociunit;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Parts of messages and of timelines. */
final class Words {
    private static final int LONGEST = 80;

    private Words() {}

    /** Such as {@code created, running}. */
    static String list(Object... things) {
        return list(Arrays.asList(things));
    }

    static String list(Collection<?> things) {
        return things.isEmpty()
                ? "nothing"
                : things.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** The first line of a text that says something, without control characters, and in short. */
    static String line(String text) {
        String line = text.lines()
                .map(each -> each.strip().replaceAll("\\p{Cntrl}", "·"))
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** A text block, indented, with what it is in front of it; empty for an empty text. */
    static String block(String title, String text) {
        return text.isBlank()
                ? ""
                : "\n" + title + ":\n" + text.stripTrailing().indent(2).stripTrailing();
    }
}
