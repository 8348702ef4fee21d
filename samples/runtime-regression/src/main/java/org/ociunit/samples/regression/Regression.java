package org.ociunit.samples.regression;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Scenario;

/** The regression suite for runtimes, as a program; {@code script/regress} runs it. */
public final class Regression {
    private static final int SOMETHING_NEW = 1;
    private static final int WRONG_USE = 2;

    private final Options options;
    private final List<OciRuntime> runtimes;
    private final Deviations deviations;
    private final Map<Verdict.Mark, Integer> counts = new TreeMap<>();

    private Regression(Options options) {
        this.options = options;
        this.runtimes = options.found();
        this.deviations = options.deviations().map(Deviations::read).orElseGet(() -> new Deviations(List.of()));
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
        say(cases.size() + " cases on "
                + runtimes.stream()
                        .map(each -> each.name() + " " + each.version())
                        .toList());
        java.util.Iterator<Scenario> next = cases.iterator();
        new Suite(cases, runtimes, options.jobs()).run(comparison -> tell(next.next(), comparison));
        say(counts.toString());
        return counts.containsKey(Verdict.Mark.FAILED) ? SOMETHING_NEW : 0;
    }

    private void tell(Scenario scenario, Comparison comparison) {
        StringBuilder line = new StringBuilder(String.format("%-5s %-60s", scenario.id(), scenario.name()));
        StringBuilder reasons = new StringBuilder();
        for (int column = 0; column < runtimes.size(); column++) {
            OciRuntime runtime = runtimes.get(column);
            Verdict verdict =
                    Verdict.of(scenario, runtime, comparison.outcomes().get(column), deviations);
            counts.merge(verdict.mark(), 1, Integer::sum);
            line.append(String.format(" %-8s", verdict.mark().toString().toLowerCase(java.util.Locale.ROOT)));
            if (!verdict.reason().isEmpty()) {
                reasons.append(("on " + runtime.name() + ": " + verdict.reason()).indent(6));
            }
        }
        say(line.toString().stripTrailing());
        if (reasons.length() > 0) {
            System.out.print(reasons);
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
