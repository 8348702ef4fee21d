package org.ociunit.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.Status;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.scenario.Comparison.Divergence;
import org.ociunit.scenario.Outcome;

/** A report as JSON: these records are its form. Members that have nothing to say are absent. */
record JsonForm(String title, List<String> runtimes, Map<String, Map<String, Long>> counts, List<JsonCase> cases) {
    record JsonCase(
            String id,
            String name,
            List<String> standsFor,
            List<String> needs,
            List<String> divergences,
            Map<String, JsonOutcome> outcomes) {}

    record JsonOutcome(
            String mark,
            String reason,
            List<JsonStep> steps,
            @Nullable List<JsonEvent> timeline,
            List<JsonUsage> usage) {}

    record JsonStep(
            String step,
            String verdict,
            String start,
            double milliseconds,
            @Nullable String state,
            String remark,
            @Nullable String kind,
            @Nullable Integer exitCode,
            @Nullable String stdout,
            @Nullable String stderr) {}

    record JsonEvent(String at, double milliseconds, String what, String source) {}

    record JsonUsage(double milliseconds, long memory, double cpuMilliseconds) {}

    static String of(String title, List<Case> cases) {
        Tally tally = new Tally(cases);
        Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        tally.runtimes().forEach(runtime -> counts.put(runtime, counts(tally, runtime)));
        List<JsonCase> forms = cases.stream().map(JsonForm::form).toList();
        return Json.toPrettyText(new JsonForm(title, tally.runtimes(), counts, forms)) + "\n";
    }

    private static Map<String, Long> counts(Tally tally, String runtime) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Mark.Kind kind : Mark.Kind.values()) {
            counts.put(kind.toString(), tally.count(runtime, kind));
        }
        return counts;
    }

    private static JsonCase form(Case each) {
        Map<String, JsonOutcome> outcomes = new LinkedHashMap<>();
        each.marks().forEach((runtime, mark) -> outcomes.put(runtime, form(mark, each.outcome(runtime))));
        return new JsonCase(
                each.scenario().id(),
                each.scenario().name(),
                each.scenario().standsFor(),
                each.scenario().needs(),
                each.comparison().divergences().stream()
                        .map(Divergence::toString)
                        .toList(),
                outcomes);
    }

    private static JsonOutcome form(Mark mark, Optional<Outcome> outcome) {
        return new JsonOutcome(
                mark.kind().toString(),
                mark.reason(),
                outcome.stream()
                        .flatMap(known -> known.rows().stream())
                        .map(JsonForm::form)
                        .toList(),
                outcome.flatMap(Outcome::trace)
                        .map(trace -> events(trace.timeline()))
                        .orElse(null),
                outcome.flatMap(Outcome::trace).stream()
                        .flatMap(trace -> trace.usage().stream())
                        .map(JsonForm::form)
                        .toList());
    }

    private static JsonStep form(Outcome.Row row) {
        return new JsonStep(
                row.step(),
                row.verdict().toString(),
                row.start().toString(),
                Words.milliseconds(row.time()),
                row.after().map(Status::toString).orElse(null),
                row.remark(),
                row.kind().orElse(null),
                row.result().map(result -> result.exitCode()).orElse(null),
                row.result().map(result -> result.stdout()).orElse(null),
                row.result().map(result -> result.stderr()).orElse(null));
    }

    static List<JsonEvent> events(Timeline timeline) {
        return timeline.events().stream()
                .map(event -> new JsonEvent(
                        event.at().toString(),
                        Words.milliseconds(event.sinceCreate()),
                        event.what(),
                        event.source().toString().toLowerCase(java.util.Locale.ROOT)))
                .toList();
    }

    private static JsonUsage form(Outcome.Usage usage) {
        return new JsonUsage(
                Words.milliseconds(usage.sinceCreate()), usage.memory().count(), Words.milliseconds(usage.cpu()));
    }
}
