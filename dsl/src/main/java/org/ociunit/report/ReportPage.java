package org.ociunit.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.scenario.Outcome;

/** A report as a page. */
final class ReportPage {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** As many cases that call for somebody are open from the start. */
    private static final int FEW = 3;

    private final String title;
    private final List<Case> cases;
    private final Tally tally;
    private final Anchors anchors;

    ReportPage(String title, List<Case> cases) {
        this.title = title;
        this.cases = cases;
        this.tally = new Tally(cases);
        this.anchors = new Anchors(cases);
    }

    String toText() {
        Coverage coverage = new Coverage(cases, tally.runtimes(), anchors);
        Element main = Element.of("main");
        main.add(heading("cases", "Cases by runtime")).add(filters());
        main.add(scroll("Cases by runtime", new Matrix(cases, tally.runtimes(), anchors).table()));
        main.add(Page.nothing("No case is like that."));
        main.add(heading("details", "Each case")).add(sections());
        if (coverage.clauses() > 0) {
            main.add(heading("clauses", "Clauses checked")).add(scroll("Clauses by runtime", coverage.table()));
        }
        return Page.of(
                title,
                Element.of("body")
                        .add(parts(coverage.clauses() > 0))
                        .add(header())
                        .add(main));
    }

    /** Ways past what is long, for who comes by keyboard; others do not see them. */
    private static Element parts(boolean hasClauses) {
        Element parts = Element.of("nav").with("class", "parts").with("aria-label", "Parts of this page");
        parts.add(Element.of("a", "To the cases by runtime").with("href", "#cases"))
                .add(Element.of("a", "To each case").with("href", "#details"));
        return hasClauses ? parts.add(Element.of("a", "To the clauses").with("href", "#clauses")) : parts;
    }

    private static Element heading(String anchor, String text) {
        return Element.of("h2", text).with("id", anchor);
    }

    private static Element scroll(String label, Element table) {
        return Element.of("div")
                .with("class", "scroll")
                .with("tabindex", 0)
                .with("role", "region")
                .with("aria-label", label)
                .add(table);
    }

    private Element header() {
        Element header = Element.of("header").add(Element.of("h1", title)).add(Element.of("p", "when", when()));
        Element table = Element.of("table").with("class", "tally");
        Element head = Element.of("tr").add(Element.of("th", "runtime").with("scope", "col"));
        head.add(Element.of("th", "share", "all cases").with("scope", "col"));
        tally.kinds().forEach(kind -> head.add(Element.of("th", kind.toString()).with("scope", "col")));
        Element body = Element.of("tbody");
        tally.runtimes().forEach(runtime -> body.add(row(runtime)));
        return header.add(table.add(Element.of("thead").add(head)).add(body));
    }

    private String when() {
        List<Outcome.Row> rows = cases.stream()
                .flatMap(each -> each.comparison().outcomes().stream())
                .flatMap(outcome -> outcome.rows().stream())
                .toList();
        Optional<Instant> start = rows.stream().map(Outcome.Row::start).min(Comparator.naturalOrder());
        Optional<Instant> end =
                rows.stream().map(row -> row.start().plus(row.time())).max(Comparator.naturalOrder());
        String count = Words.count(cases.size(), "case") + " on "
                + Words.count(tally.runtimes().size(), "runtime");
        return start.map(from ->
                        count + ", " + DATE.format(from) + ", in " + Words.of(Duration.between(from, end.orElse(from))))
                .orElse(count);
    }

    private Element row(String runtime) {
        Element bar = Element.of("td").with("class", "share");
        Element parts = Element.of("span").with("class", "bar").with("aria-hidden", true);
        tally.kinds().forEach(kind -> {
            long count = tally.count(runtime, kind);
            if (count > 0) {
                parts.add(Element.of("span").with("class", kind).with("style", "flex-grow:" + count));
            }
        });
        Element row = Element.of("tr")
                .add(Element.of("th", runtime).with("scope", "row"))
                .add(bar.add(parts));
        tally.kinds().forEach(kind -> {
            long count = tally.count(runtime, kind);
            Element cell = Element.of("td").with("class", count == 0 ? "none" : kind);
            row.add(count == 0 ? cell.text("0") : cell.add(Marks.sign(kind)).text(" " + count));
        });
        return row;
    }

    private Element filters() {
        Element filters = Element.of("div").with("class", "filters").with("role", "search");
        filters.add(button("all", "All", cases.size()));
        for (Mark.Kind kind : Mark.Kind.values()) {
            long count = cases.stream()
                    .filter(each -> each.marks().values().stream().anyMatch(mark -> mark.kind() == kind))
                    .count();
            if (count > 0) {
                filters.add(button(kind.toString(), kind.sign() + " " + kind, count));
            }
        }
        long differ = cases.stream().filter(each -> !each.comparison().agrees()).count();
        if (differ > 0) {
            filters.add(button("differs", "◆ differs", differ));
        }
        Element runtimes = Element.of("select").with("id", "runtime").with("aria-label", "Runtime");
        runtimes.add(Element.of("option", "on any runtime").with("value", ""));
        tally.runtimes()
                .forEach(runtime ->
                        runtimes.add(Element.of("option", "on " + runtime).with("value", runtime)));
        return filters.add(runtimes).add(Page.finder("Find a case or clause")).add(Page.found());
    }

    private static Element button(String filter, String text, long count) {
        return Element.of("button")
                .with("type", "button")
                .with("data-filter", filter)
                .with("aria-pressed", filter.equals("all"))
                .text(text + " ")
                .add(Element.of("span", "count", String.valueOf(count)));
    }

    private Element sections() {
        Element sections = Element.of("div").with("id", "sections");
        Texts texts = new Texts();
        List<Case> alarming = cases.stream().filter(Tally::alarms).toList();
        for (Case each : cases) {
            boolean open = alarming.size() <= FEW && alarming.contains(each);
            sections.add(new CaseSection(each, anchors.of(each), texts).section(open));
        }
        return sections;
    }
}
