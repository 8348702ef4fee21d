package org.ociunit.report;

/** A page of HTML that loads nothing: its style sheet and its script are in it. */
final class Page {
    private Page() {}

    static String of(String title, Element body) {
        Element head = Element.of("head")
                .add(Element.of("meta").with("charset", "utf-8"))
                .add(Element.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
                .add(Element.of("meta").with("name", "color-scheme").with("content", "light dark"))
                .add(
                        Element.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with(
                                        "content",
                                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"))
                .add(Element.of("title", title))
                .add(Element.of("style").own(ReportFile.resource("report.css")))
                .add(Element.of("script").own("document.documentElement.className = \"scripted\";"));
        body.add(Element.of("script").own(ReportFile.resource("report.js")));
        return "<!DOCTYPE html>\n"
                + Element.of("html").with("lang", "en").add(head).text("\n").add(body) + "\n";
    }

    /** Where a text is typed that is looked for. */
    static Element finder(String what) {
        return Element.of("input")
                .with("id", "find")
                .with("type", "search")
                .with("placeholder", what)
                .with("aria-label", what);
    }

    /** Where the script tells how much is shown. */
    static Element found() {
        return Element.of("output").with("id", "shown").with("aria-live", "polite");
    }

    /** What the script shows when there is nothing else to show. */
    static Element nothing(String text) {
        return Element.of("p", text).with("class", "nothing").with("hidden");
    }
}
