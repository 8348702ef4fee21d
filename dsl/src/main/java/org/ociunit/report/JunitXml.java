package org.ociunit.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.lifecycle.Timeline;
import org.ociunit.scenario.Outcome;

/** A report as JUnit's XML: a suite a runtime, a test a case. */
final class JunitXml {
    private final String title;
    private final List<Case> cases;
    private final Tally tally;

    JunitXml(String title, List<Case> cases) {
        this.title = title;
        this.cases = cases;
        this.tally = new Tally(cases);
    }

    String toText() {
        Element suites = Element.of("testsuites").with("name", title).text("\n");
        tally.runtimes().forEach(runtime -> suites.add(suite(runtime)).text("\n"));
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + suites + "\n";
    }

    private Element suite(String runtime) {
        Element suite = Element.of("testsuite")
                .with("name", runtime)
                .with("tests", counts(runtime, Mark.Kind.values()))
                .with("failures", counts(runtime, Mark.Kind.FAILED, Mark.Kind.FIXED))
                .with("errors", 0)
                .with("skipped", counts(runtime, Mark.Kind.SKIPPED, Mark.Kind.DEVIATES))
                .with(
                        "time",
                        seconds(cases.stream()
                                .flatMap(each -> each.outcome(runtime).stream())
                                .map(JunitXml::time)
                                .reduce(Duration.ZERO, Duration::plus)))
                .text("\n");
        for (Case each : cases) {
            each.mark(runtime)
                    .ifPresent(mark -> suite.add(test(each, runtime, mark)).text("\n"));
        }
        return suite;
    }

    private long counts(String runtime, Mark.Kind... kinds) {
        return List.of(kinds).stream()
                .mapToLong(kind -> tally.count(runtime, kind))
                .sum();
    }

    private static Element test(Case each, String runtime, Mark mark) {
        Optional<Outcome> outcome = each.outcome(runtime);
        Element test = Element.of("testcase")
                .with("name", (each.scenario().id() + " " + each.scenario().name()).strip())
                // Readers take what is before the last dot for a package.
                .with("classname", runtime.replaceAll("[^A-Za-z0-9-]+", "_"))
                .with("time", seconds(outcome.map(JunitXml::time).orElse(Duration.ZERO)));
        switch (mark.kind()) {
            case FAILED ->
                test.add(failure(mark.reason(), type(outcome))
                        .text(outcome.map(Outcome::toText).orElse(mark.reason())));
            case FIXED ->
                test.add(failure(
                        "It passes, and a deviation is listed. Fix: take it off the list. " + mark.reason(), "fixed"));
            case DEVIATES -> test.add(Element.of("skipped").with("message", "deviates: " + mark.reason()));
            case SKIPPED -> test.add(Element.of("skipped").with("message", mark.reason()));
            case PASSED -> {}
        }
        if (mark.kind() != Mark.Kind.PASSED) {
            outcome.flatMap(Outcome::trace)
                    .map(Outcome.Trace::timeline)
                    .map(Timeline::toText)
                    .ifPresent(timeline -> test.add(Element.of("system-out", "Timeline:\n" + timeline)));
        }
        return test;
    }

    private static Element failure(String message, String type) {
        return Element.of("failure").with("message", message.strip()).with("type", type);
    }

    private static String type(Optional<Outcome> outcome) {
        return outcome.flatMap(Outcome::firstFailure).flatMap(Outcome.Row::kind).orElse("failed");
    }

    private static Duration time(Outcome outcome) {
        return outcome.rows().stream().map(Outcome.Row::time).reduce(Duration.ZERO, Duration::plus);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
