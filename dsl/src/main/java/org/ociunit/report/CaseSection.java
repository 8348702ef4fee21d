package org.ociunit.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ociunit.Result;
import org.ociunit.lifecycle.Status;
import org.ociunit.scenario.Comparison.Divergence;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Outcome.Row;

/** All that is known of one case: its steps side by side, its timelines, its {@code config.json} and its plan. */
final class CaseSection {
    private final Case of;
    private final String anchor;
    private final List<Outcome> outcomes;
    private final Texts texts;

    CaseSection(Case of, String anchor, Texts texts) {
        this.of = of;
        this.anchor = anchor;
        this.outcomes = of.comparison().outcomes().stream()
                .filter(outcome -> outcome.skipped().isEmpty())
                .toList();
        this.texts = texts;
    }

    Element section(boolean open) {
        Element section = Element.of("details").with("class", "case").with("id", anchor);
        if (open) {
            section.with("open");
        }
        section.add(summary());
        Element body = Element.of("div").with("class", "body").add(about()).add(reasons());
        if (!outcomes.isEmpty()) {
            body.add(steps()).add(divergences()).add(failures()).add(timeline());
        }
        text(body, "config.json", Outcome.Trace::config);
        text(body, "plan", Outcome.Trace::plan);
        return section.add(body);
    }

    private Element summary() {
        Element summary =
                Element.of("summary").add(Element.of("span", "id", of.scenario().id()));
        summary.add(Element.of("span", "title", of.scenario().name()));
        Element marks = Element.of("span").with("class", "marks");
        of.marks().forEach((runtime, mark) -> marks.add(Marks.chip(mark, runtime)));
        return summary.add(marks);
    }

    private Element about() {
        Element about = Element.of("p").with("class", "about");
        if (!of.scenario().standsFor().isEmpty()) {
            about.text("Stands for ");
            of.scenario()
                    .standsFor()
                    .forEach(clause -> about.add(new Clause(clause).link()).text(" "));
        }
        if (!of.scenario().needs().isEmpty()) {
            about.text("Needs ");
            of.scenario()
                    .needs()
                    .forEach(need -> about.add(Element.of("code", need)).text(" "));
        }
        return about;
    }

    private Element reasons() {
        Element reasons = Element.of("ul").with("class", "reasons");
        of.marks().forEach((runtime, mark) -> {
            if (!mark.reason().isBlank() && !isRemark(runtime, mark)) {
                reasons.add(Element.of("li")
                        .add(Marks.chip(mark, runtime))
                        .text(" " + mark.reason().strip()));
            }
        });
        return reasons;
    }

    /** What a failed step says of itself stands below the steps. */
    private boolean isRemark(String runtime, Mark mark) {
        return of.outcome(runtime)
                .flatMap(Outcome::firstFailure)
                .filter(row -> mark.reason().endsWith(row.remark()))
                .isPresent();
    }

    private Element steps() {
        Element head = Element.of("tr").add(Element.of("th", "step").with("scope", "col"));
        outcomes.forEach(outcome -> head.add(Element.of("th", outcome.runtime()).with("scope", "col")));
        Element body = Element.of("tbody");
        int length = outcomes.stream()
                .mapToInt(outcome -> outcome.rows().size())
                .max()
                .orElse(0);
        boolean first = true;
        for (int index = 0; index < length; index++) {
            boolean differs = of.comparison().differsAt(index);
            body.add(step(index, differs, differs && first));
            first &= !differs;
        }
        return Element.of("div")
                .with("class", "scroll")
                .with("tabindex", 0)
                .with("role", "region")
                .with("aria-label", "Steps of " + of.scenario().name())
                .add(Element.of("table")
                        .with("class", "steps")
                        .add(Element.of("thead").add(head))
                        .add(body));
    }

    private Element step(int index, boolean differs, boolean first) {
        Element row = Element.of("tr");
        String step = outcomes.stream()
                .filter(outcome -> outcome.rows().size() > index)
                .map(outcome -> outcome.rows().get(index).step())
                .findFirst()
                .orElseThrow();
        Element name = Element.of("th").with("scope", "row").add(Element.of("code", step));
        if (differs) {
            row.with("class", first ? "differs first" : "differs");
            name.add(Element.of("span", "sign", first ? " ◆ first difference" : " ◇"));
        }
        row.add(name);
        outcomes.forEach(outcome -> row.add(
                outcome.rows().size() > index ? cell(outcome.rows().get(index)) : Element.of("td", "none", "–")));
        return row;
    }

    private static Element cell(Row row) {
        if (row.verdict() == Outcome.Verdict.NOT_REACHED) {
            return Element.of("td", "none", "not reached");
        }
        Element cell = Element.of("td");
        if (row.verdict() != Outcome.Verdict.PASSED) {
            cell.with("class", Words.type(row.verdict()));
        }
        cell.add(Element.of("b", row.verdict().toString()));
        cell.text(" " + row.after().map(Status::toString).orElse("gone"));
        row.result().ifPresent(result -> cell.text(", " + result.exit()));
        cell.text(" ").add(Element.of("small", Words.of(row.time())));
        row.kind()
                .filter(kind -> row.verdict() == Outcome.Verdict.REFUSED)
                .ifPresent(kind -> cell.add(said(kind, row.remark())));
        row.result()
                .filter(result -> !(result.stdout() + result.stderr()).isEmpty())
                .ifPresent(result -> cell.add(output(result)));
        return cell;
    }

    private static Element said(String summary, String text) {
        return Element.of("details").add(Element.of("summary", summary)).add(Element.of("pre", text.strip()));
    }

    private static Element output(Result result) {
        Element output = Element.of("details").add(Element.of("summary", "output"));
        if (!result.stdout().isEmpty()) {
            output.add(Element.of("pre", end(result.stdout())));
        }
        if (!result.stderr().isEmpty()) {
            output.add(Element.of("pre", "stderr", end(result.stderr())));
        }
        return output;
    }

    /** The end of a text: as much as somebody reads. */
    private static String end(String text) {
        int most = 4000;
        return text.length() <= most ? text : "…" + text.substring(text.length() - most);
    }

    private Element divergences() {
        Element list = Element.of("ul").with("class", "divergences");
        for (Divergence divergence : of.comparison().divergences()) {
            list.add(Element.of("li", divergence.toString()));
        }
        return list;
    }

    private Element failures() {
        Element failures = Element.of("div");
        for (Outcome outcome : outcomes) {
            outcome.firstFailure()
                    .ifPresent(row -> failures.add(Element.of("h4", "Failed on " + outcome.runtime() + ", at ")
                                    .add(Element.of("code", row.step())))
                            .add(Element.of("pre", "failure", row.remark().strip())));
        }
        return failures;
    }

    private Element timeline() {
        List<Life> lives =
                outcomes.stream().flatMap(outcome -> Life.of(outcome).stream()).toList();
        return lives.isEmpty() ? Element.of("div") : TimelineDrawing.of(lives);
    }

    /** A text of each runtime's, once for all that have the same. */
    private void text(Element body, String title, Function<Outcome.Trace, String> text) {
        Map<String, List<String>> runtimes = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            Optional<String> own = outcome.trace()
                    .map(trace ->
                            text.apply(trace).replace(trace.timeline().id().value(), "ID"))
                    .filter(known -> !known.isBlank());
            own.ifPresent(known ->
                    runtimes.computeIfAbsent(known, any -> new ArrayList<>()).add(outcome.runtime()));
        }
        runtimes.forEach((known, whose) -> body.add(texts.show(title + " on " + String.join(", ", whose), known)));
    }
}
