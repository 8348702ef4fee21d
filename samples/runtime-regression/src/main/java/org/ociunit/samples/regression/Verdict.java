package org.ociunit.samples.regression;

import java.util.Optional;
import java.util.Set;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.host.Host;
import org.ociunit.scenario.Outcome;
import org.ociunit.scenario.Scenario;

/**
 * What a case on a runtime has come to, beside what was expected.
 *
 * @param mark in one word
 * @param reason why it was not run, deviates or failed; empty if it has passed
 */
record Verdict(Mark mark, String reason) {
    enum Mark {
        PASSED,
        SKIPPED,
        /** It failed as it is known to. */
        DEVIATES,
        /** It is known to fail, and has not. */
        FIXED,
        FAILED
    }

    private static final Set<String> UNSUPPORTED =
            Set.of(UnsupportedByHostException.class.getSimpleName(), UnsupportedVerbException.class.getSimpleName());

    static Verdict of(Scenario scenario, OciRuntime runtime, Outcome outcome, Deviations deviations) {
        Optional<String> known =
                deviations.reason(scenario, runtime, Host.current().hasCgroupV2() ? "v2" : "v1");
        Optional<String> skipped = outcome.skipped().or(() -> unsupported(outcome));
        if (skipped.isPresent()) {
            return new Verdict(Mark.SKIPPED, skipped.get());
        }
        if (outcome.passed()) {
            return new Verdict(known.isPresent() ? Mark.FIXED : Mark.PASSED, known.orElse(""));
        }
        return known.map(reason -> new Verdict(Mark.DEVIATES, reason))
                .orElseGet(() -> new Verdict(
                        Mark.FAILED,
                        outcome.firstFailure()
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
