package org.ociunit.report;

import java.util.HashMap;
import java.util.Map;

/** Long texts of a page, each of which is there once: where it comes again, a link leads to it. */
final class Texts {
    private final Map<String, String> anchors = new HashMap<>();

    /** A text that is folded up. */
    Element show(String title, String text) {
        String before = anchors.get(text);
        if (before != null) {
            return Element.of("p", "same", title + ": ")
                    .add(Element.of("a", "the same as before").with("href", "#" + before));
        }
        String anchor = "text-" + (anchors.size() + 1);
        anchors.put(text, anchor);
        return Element.of("details")
                .with("class", "text")
                .add(Element.of("summary", title))
                .add(Element.of("pre", text.strip()).with("id", anchor));
    }
}
