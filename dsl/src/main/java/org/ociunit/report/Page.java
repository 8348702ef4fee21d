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
}
