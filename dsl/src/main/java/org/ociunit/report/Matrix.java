package org.ociunit.report;

import java.util.List;
import java.util.Optional;
import org.ociunit.scenario.Outcome;

/** The table of cases by runtime. */
final class Matrix {
    private final List<Case> cases;
    private final List<String> runtimes;
    private final Anchors anchors;

    Matrix(List<Case> cases, List<String> runtimes, Anchors anchors) {
        this.cases = cases;
        this.runtimes = runtimes;
        this.anchors = anchors;
    }

    Element table() {
        Element head = Element.of("tr").add(Element.of("th", "case").with("scope", "col"));
        runtimes.forEach(runtime -> head.add(Element.of("th", runtime).with("scope", "col")));
        Element body = Element.of("tbody");
        cases.forEach(each -> body.add(row(each)));
        return Element.of("table")
                .with("class", "matrix")
                .with("id", "matrix")
                .add(Element.of("thead").add(head))
                .add(body);
    }

    private Element row(Case each) {
        Element row = Element.of("tr").with("data-case", anchors.of(each));
        boolean differs = !each.comparison().agrees();
        if (differs) {
            row.with("data-differs");
        }
        Element link = Element.of("a").with("href", "#" + anchors.of(each));
        link.add(Element.of("span", "id", each.scenario().id()));
        Element title = Element.of("span", each.scenario().name());
        if (differs) {
            title.add(Element.of("span", "sign", " ◆").with("role", "img").with("aria-label", "runtimes differ"));
        }
        row.add(Element.of("th").with("scope", "row").add(link.add(title)));
        runtimes.forEach(runtime -> row.add(each.mark(runtime)
                .map(mark -> cell(each, runtime, mark))
                .orElseGet(() -> Element.of("td", "none", ""))));
        return row;
    }

    private Element cell(Case each, String runtime, Mark mark) {
        Element link = Element.of("a").with("href", "#" + anchors.of(each));
        if (!mark.reason().isBlank()) {
            link.with("title", Words.firstLine(mark.reason()));
        }
        link.add(Element.of("span", "sign", mark.kind().sign()).with("aria-hidden", true))
                .text(" " + mark.kind());
        where(each, runtime, mark).ifPresent(step -> link.add(Element.of("small", " at " + step)));
        return Element.of("td").with("class", mark.kind()).add(link);
    }

    private static Optional<String> where(Case each, String runtime, Mark mark) {
        return mark.kind() == Mark.Kind.FAILED
                ? each.outcome(runtime).flatMap(Outcome::firstFailure).map(Outcome.Row::step)
                : Optional.empty();
    }
}
