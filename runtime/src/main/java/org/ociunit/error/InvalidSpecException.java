package org.ociunit.error;

import java.util.List;

/**
 * A {@code config.json} could be read, and breaks rules of the runtime-spec. All of them are told at once, before
 * anything is made.
 */
public final class InvalidSpecException extends ContainerException {
    private static final long serialVersionUID = 1;

    private final List<String> violations;

    /**
     * A configuration that breaks rules.
     *
     * @param what what could not be done, as a whole sentence
     * @param violations what is wrong, a line each: JSON path, value, rule and clause; at least one
     */
    public InvalidSpecException(String what, List<String> violations) {
        super(what, why(violations), "correct the configuration: nothing has been made yet.");
        this.violations = List.copyOf(violations);
    }

    /**
     * What is wrong.
     *
     * @return a line each: JSON path, value, rule and clause
     */
    public List<String> violations() {
        return violations;
    }

    private static String why(List<String> violations) {
        String count = violations.size() == 1 ? "a rule" : violations.size() + " rules";
        return "the configuration breaks " + count + ".\n  " + String.join("\n  ", violations);
    }
}
