package org.ociunit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A report as a table for a terminal. */
final class TextTable {
    private final String title;
    private final List<Case> cases;
    private final Tally tally;

    TextTable(String title, List<Case> cases) {
        this.title = title;
        this.cases = cases;
        this.tally = new Tally(cases);
    }

    String toText() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.concat(Stream.of("", "case"), tally.runtimes().stream()).toList());
        cases.forEach(each -> rows.add(row(each)));
        for (Mark.Kind kind : tally.kinds()) {
            rows.add(Stream.concat(
                            Stream.of("", kind.toString()),
                            tally.runtimes().stream().map(runtime -> String.valueOf(tally.count(runtime, kind))))
                    .toList());
        }
        List<String> lines = columns(rows);
        int end = cases.size() + 1;
        return title + "\n\n" + String.join("", lines.subList(0, end)) + "\n"
                + String.join("", lines.subList(end, lines.size())) + reasons();
    }

    private List<String> row(Case each) {
        return Stream.concat(
                        Stream.of(each.scenario().id(), each.scenario().name()),
                        tally.runtimes().stream()
                                .map(runtime ->
                                        each.mark(runtime).map(TextTable::cell).orElse("")))
                .map(Element::readable)
                .toList();
    }

    private static String cell(Mark mark) {
        return mark.kind() == Mark.Kind.FAILED ? "FAILED" : mark.kind().toString();
    }

    private static List<String> columns(List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, rows.get(0).size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                                .filter(column -> widths.get(column) > 0)
                                .mapToObj(column -> "  " + row.get(column)
                                        + " "
                                                .repeat(widths.get(column)
                                                        - row.get(column).length()))
                                .collect(Collectors.joining())
                                .stripTrailing()
                        + "\n")
                .toList();
    }

    /** Of what somebody is called for; what is as expected is in the table. */
    private String reasons() {
        StringBuilder text = new StringBuilder();
        for (Case each : cases) {
            each.marks().forEach((runtime, mark) -> {
                if (mark.kind().alarms()) {
                    text.append('\n')
                            .append(Element.readable((each.scenario().id() + " "
                                            + each.scenario().name())
                                    .strip()))
                            .append(", on ")
                            .append(runtime)
                            .append(
                                    mark.kind() == Mark.Kind.FIXED
                                            ? ", passes, and a deviation is listed:\n"
                                            : ", failed:\n")
                            .append(Element.readable(mark.reason().strip()).indent(2));
                }
            });
        }
        return text.toString();
    }
}
