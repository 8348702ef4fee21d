package org.ociunit.runtime.seccomp;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.InvalidSpecException;
import org.ociunit.spec.Violation;

/** What of a profile cannot be a filter, told with its place in the configuration. */
final class Refusal {
    /** Where a configuration has its profile. */
    static final String PROFILE = "linux.seccomp";

    private Refusal() {}

    static InvalidSpecException of(String path, @Nullable String found, String rule) {
        Violation violation = new Violation(Violation.Severity.ERROR, path, found, rule, "config-linux.md, Seccomp");
        return new InvalidSpecException("Could not compile the filter of system calls.", List.of(violation.toString()));
    }

    /** What a name of the profile means. */
    static <T> T known(Map<String, T> meanings, String name, String path) {
        T meaning = meanings.get(name);
        if (meaning == null) {
            throw of(path, '"' + name + '"', "must be one of " + String.join(", ", new TreeSet<>(meanings.keySet())));
        }
        return meaning;
    }
}
