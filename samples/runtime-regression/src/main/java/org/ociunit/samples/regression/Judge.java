package org.ociunit.samples.regression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.report.Case;
import org.ociunit.report.Mark;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Scenario;

/**
 * Says what has come of a case, beside what is known.
 *
 * @param deviations what is known
 */
record Judge(Deviations deviations) {
    private static final Set<String> UNSUPPORTED =
            Set.of(UnsupportedByHostException.class.getSimpleName(), UnsupportedVerbException.class.getSimpleName());

    /** A case with a mark for each runtime. */
    Case judge(Scenario scenario, List<OciRuntime> runtimes, Comparison comparison) {
        Map<String, Mark> marks = new LinkedHashMap<>();
        for (int index = 0; index < runtimes.size(); index++) {
            Outcome outcome = comparison.outcomes().get(index);
            marks.put(outcome.runtime(), judge(scenario, runtimes.get(index), outcome));
        }
        return new Case(scenario, comparison, marks);
    }

    Mark judge(Scenario scenario, OciRuntime runtime, Outcome outcome) {
        String machine = Host.current().hasCgroupV2() ? "v2" : "v1";
        Optional<String> known = deviations.reason(scenario, runtime, machine);
        Optional<String> skipped = outcome.skipped().or(() -> unsupported(outcome));
        if (skipped.isPresent()) {
            return Mark.skipped(skipped.get());
        }
        if (outcome.passed()) {
            return known.map(Mark::fixed).orElseGet(Mark::passed);
        }
        return known.map(Mark::deviates)
                .orElseGet(() -> Mark.failed(outcome.firstFailure()
                        .map(row -> row.step() + ": " + row.remark())
                        .orElse("")));
    }

    /** What a runtime or a machine does not have. */
    private static Optional<String> unsupported(Outcome outcome) {
        return outcome.firstFailure()
                .filter(row -> row.kind().filter(UNSUPPORTED::contains).isPresent())
                .map(Outcome.Row::remark);
    }
}
