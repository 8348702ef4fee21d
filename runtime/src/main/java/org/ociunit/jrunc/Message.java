package org.ociunit.jrunc;

import java.util.Optional;

/**
 * What is told of an error.
 *
 * @param line everything, on one line
 * @param fix what the user can do about it, which programs need not know
 */
record Message(String line, Optional<String> fix) {
    static Message of(String line) {
        return new Message(line, Optional.empty());
    }

    Message after(String prefix) {
        return new Message(prefix + line, fix);
    }

    String forPeople() {
        return line + fix.map(advice -> "\nFix: " + advice).orElse("");
    }
}
