package org.ociunit.jrunc;

import java.util.Optional;

/**
 * How many arguments a command takes.
 *
 * @param least at the least
 * @param most at the most
 */
record Arity(int least, int most) {
    static Arity exactly(int count) {
        return new Arity(count, count);
    }

    static Arity atLeast(int count) {
        return new Arity(count, Integer.MAX_VALUE);
    }

    /** What is wrong with a number of arguments, in runc's words. */
    Optional<String> objection(String command, int count) {
        if (count >= least && count <= most) {
            return Optional.empty();
        }
        String rule =
                least == most ? "exactly " + least : count < least ? "a minimum of " + least : "a maximum of " + most;
        return Optional.of("\"" + command + "\" requires " + rule + " argument(s)");
    }
}
