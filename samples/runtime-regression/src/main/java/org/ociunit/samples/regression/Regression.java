package org.ociunit.samples.regression;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ociunit.error.ContainerException;
import org.ociunit.report.Case;
import org.ociunit.report.Mark;
import org.ociunit.report.Report;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Scenario;

/** The regression suite for runtimes, as a program; {@code script/regress} runs it. */
public final class Regression {
    private static final int SOMETHING_NEW = 1;
    private static final int WRONG_USE = 2;

    private final Options options;
    private final List<OciRuntime> runtimes;
    private final Judge judge;
    private final List<Case> judged = new ArrayList<>();

    private Regression(Options options) {
        this.options = options;
        this.runtimes = options.found();
        this.judge = new Judge(options.deviations().map(Deviations::read).orElseGet(() -> new Deviations(List.of())));
    }

    /**
     * Runs the suite.
     *
     * @param args the folder of the suite, and what {@code script/regress --help} says
     */
    public static void main(String[] args) {
        int status;
        try {
            List<String> words = List.of(args);
            status = new Regression(Options.parse(Path.of(words.get(0)), words.subList(1, words.size()))).run();
        } catch (ContainerException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            status = WRONG_USE;
        }
        System.exit(status);
    }

    private int run() {
        List<Scenario> cases = options.chosen();
        String names = runtimes.stream()
                .map(runtime -> runtime.name() + " " + runtime.version())
                .collect(Collectors.joining(", "));
        System.out.println(cases.size() + " cases on " + names);
        Iterator<Scenario> next = cases.iterator();
        new Suite(cases, runtimes, options.jobs()).run(comparison -> tell(next.next(), comparison));
        System.out.println(counts());
        options.report().ifPresent(folder -> write(Report.of("Regressions of OCI runtimes: " + names, judged), folder));
        return has(Mark.Kind.FAILED) ? SOMETHING_NEW : 0;
    }

    private void tell(Scenario scenario, Comparison comparison) {
        Case done = judge.judge(scenario, runtimes, comparison);
        judged.add(done);
        StringBuilder line = new StringBuilder(String.format("%-5s %-70s", scenario.id(), scenario.name()));
        StringBuilder reasons = new StringBuilder();
        done.marks().forEach((runtime, mark) -> {
            line.append(String.format(" %-8s", mark.kind()));
            if (!mark.reason().isEmpty()) {
                reasons.append((runtime + ": " + mark.reason()).indent(6));
            }
        });
        System.out.println(line.toString().stripTrailing());
        System.out.print(reasons);
    }

    private String counts() {
        Map<Mark.Kind, Integer> counts = new EnumMap<>(Mark.Kind.class);
        judged.forEach(done -> done.marks().values().forEach(mark -> counts.merge(mark.kind(), 1, Integer::sum)));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private boolean has(Mark.Kind kind) {
        return judged.stream().flatMap(done -> done.marks().values().stream()).anyMatch(mark -> mark.kind() == kind);
    }

    private static void write(Report report, Path folder) {
        report.writeHtml(folder.resolve("index.html"));
        report.writeJson(folder.resolve("report.json"));
        report.writeJunitXml(folder.resolve("junit.xml"));
        report.writeTap(folder.resolve("report.tap"));
        System.out.println("The report is " + folder.resolve("index.html").toAbsolutePath());
    }
}
