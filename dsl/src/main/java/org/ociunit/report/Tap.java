package org.ociunit.report;

import java.util.List;
import java.util.stream.Collectors;

/** A report as TAP, version 14: a test point a case and runtime. */
final class Tap {
    private final StringBuilder text = new StringBuilder("TAP version 14\n");
    private int points;

    static String of(List<Case> cases) {
        Tap tap = new Tap();
        int all = cases.stream().mapToInt(each -> each.marks().size()).sum();
        tap.text.append("1..").append(all).append(all == 0 ? " # there are no cases\n" : "\n");
        cases.forEach(each -> each.marks().forEach((runtime, mark) -> tap.point(each, runtime, mark)));
        return tap.text.toString();
    }

    private void point(Case each, String runtime, Mark mark) {
        boolean passed = mark.kind() != Mark.Kind.FAILED && mark.kind() != Mark.Kind.DEVIATES;
        String name = (each.scenario().id() + " " + each.scenario().name()).strip() + ", on " + runtime;
        text.append(passed ? "ok " : "not ok ")
                .append(++points)
                .append(" - ")
                .append(line(name))
                .append(directive(mark))
                .append('\n');
        if (mark.kind() == Mark.Kind.FAILED) {
            diagnostics(mark.reason());
        }
    }

    private static String directive(Mark mark) {
        return switch (mark.kind()) {
            case DEVIATES, FIXED -> " # TODO " + line(mark.reason());
            case SKIPPED -> " # SKIP " + line(mark.reason());
            case PASSED, FAILED -> "";
        };
    }

    /** One line, in which what TAP means something by is escaped. */
    private static String line(String text) {
        return Element.readable(text)
                .strip()
                .lines()
                .collect(Collectors.joining(" "))
                .replace("\\", "\\\\")
                .replace("#", "\\#");
    }

    /** A block of YAML with a literal text, which needs no escapes. */
    private void diagnostics(String reason) {
        text.append("  ---\n  message: |2\n");
        Element.readable(reason.strip())
                .lines()
                .forEach(line -> text.append("    ").append(line).append('\n'));
        text.append("  ...\n");
    }
}
