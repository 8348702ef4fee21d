package org.ociunit;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Parts of the assertions' messages. */
final class Words {
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

    /** A text block, indented, with what it is in front of it; empty for an empty text. */
    static String block(String title, String text) {
        return text.isBlank()
                ? ""
                : "\n" + title + ":\n" + text.stripTrailing().indent(2).stripTrailing();
    }
}
