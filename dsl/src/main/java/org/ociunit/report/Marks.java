package org.ociunit.report;

/** Marks as they are drawn. */
final class Marks {
    private Marks() {}

    /** A small box with the sign and some text; the judgement is in a word for who does not see the sign. */
    static Element chip(Mark mark, String text) {
        return Element.of("span")
                .with("class", "chip " + mark.kind())
                .with("title", mark.kind() + " on " + text)
                .add(sign(mark.kind()))
                .text(" " + text);
    }

    static Element sign(Mark.Kind kind) {
        return Element.of("span", "sign", kind.sign()).with("role", "img").with("aria-label", kind);
    }
}
