package org.ociunit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which clauses of the specification were checked on which runtime, and by which cases. */
final class Coverage {
    private final List<String> runtimes;
    private final Anchors anchors;

    /** Sorted, so that the clauses of a document stand together. */
    private final Map<String, List<Case>> cases = new TreeMap<>();

    Coverage(List<Case> all, List<String> runtimes, Anchors anchors) {
        this.runtimes = runtimes;
        this.anchors = anchors;
        for (Case each : all) {
            for (String clause : each.scenario().standsFor()) {
                cases.computeIfAbsent(clause, any -> new ArrayList<>()).add(each);
            }
        }
    }

    int clauses() {
        return cases.size();
    }

    Element table() {
        Element head = Element.of("tr").add(Element.of("th", "clause").with("scope", "col"));
        runtimes.forEach(runtime -> head.add(Element.of("th", runtime).with("scope", "col")));
        head.add(Element.of("th", "cases").with("scope", "col"));
        Element body = Element.of("tbody");
        cases.forEach((clause, those) -> body.add(row(clause, those)));
        return Element.of("table")
                .with("class", "coverage")
                .add(Element.of("thead").add(head))
                .add(body);
    }

    private Element row(String clause, List<Case> those) {
        Element row = Element.of("tr").add(Element.of("th").with("scope", "row").add(new Clause(clause).link()));
        runtimes.forEach(runtime -> row.add(cell(those, runtime)));
        Element links = Element.of("td").with("class", "links");
        for (Case each : those) {
            String id = each.scenario().id();
            links.add(Element.of("a", id.isEmpty() ? each.scenario().name() : id)
                            .with("href", "#" + anchors.of(each))
                            .with("title", each.scenario().name()))
                    .text(" ");
        }
        return row.add(links);
    }

    /** A clause is checked where a case of it was run, and kept where all of these have passed. */
    private static Element cell(List<Case> those, String runtime) {
        List<Mark.Kind> run = those.stream()
                .flatMap(each -> each.mark(runtime).stream())
                .map(Mark::kind)
                .filter(kind -> kind != Mark.Kind.SKIPPED)
                .toList();
        if (run.isEmpty()) {
            return Element.of("td", "skipped", "not checked");
        }
        long kept = run.stream()
                .filter(kind -> kind == Mark.Kind.PASSED || kind == Mark.Kind.FIXED)
                .count();
        Mark.Kind kind = kept == run.size()
                ? Mark.Kind.PASSED
                : run.contains(Mark.Kind.FAILED) ? Mark.Kind.FAILED : Mark.Kind.DEVIATES;
        return Element.of("td").with("class", kind).add(Marks.sign(kind)).text(" " + kept + " of " + run.size());
    }
}
