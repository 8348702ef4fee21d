package org.ociunit.runtime.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;
import org.ociunit.spec.Violation;

/** Takes down what this machine cannot do of a configuration. */
record Findings(List<Violation> violations) {
    void error(String path, @Nullable String found, String rule, String clause) {
        add(Violation.Severity.ERROR, path, found, rule, clause);
    }

    void warning(String path, @Nullable String found, String rule, String clause) {
        add(Violation.Severity.WARNING, path, found, rule, clause);
    }

    private void add(Violation.Severity severity, String path, @Nullable String found, String rule, String clause) {
        violations.add(new Violation(severity, path, found == null ? null : Json.toText(found), rule, clause));
    }
}
