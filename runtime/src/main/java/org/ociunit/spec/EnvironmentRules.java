package org.ociunit.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The environment of a process or a hook: environ(7). */
final class EnvironmentRules {
    private EnvironmentRules() {}

    static void check(@Nullable List<String> variables, Place at) {
        Set<String> names = new HashSet<>();
        at.each(variables, (variable, place) -> {
            int end = variable.indexOf('=');
            if (end <= 0) {
                place.error(variable, "must be NAME=value");
            } else if (!names.add(variable.substring(0, end))) {
                place.warning(variable, "takes the place of an earlier value of " + variable.substring(0, end));
            }
            place.text(variable);
        });
    }
}
