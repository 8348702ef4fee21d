package org.ociunit.jrunc;

import java.util.List;

/** A command of the command line. */
interface Command {
    /** What it is called. */
    String name();

    /** What it does, on one line. */
    String purpose();

    /** More about it, for its own help; lines of at most 100 characters, or nothing. */
    default String description() {
        return "";
    }

    /** The arguments as the help shows them; most commands take a container. */
    default String takes() {
        return "<container-id>";
    }

    /** How many arguments there may be. */
    default Arity arity() {
        return Arity.exactly(1);
    }

    default List<Flag> flags() {
        return List.of();
    }

    /** Whether what follows the first argument is left as it is. */
    default boolean stopsAtFirst() {
        return false;
    }

    /** The exit code for what goes wrong in it. */
    default int failure() {
        return 1;
    }

    /** What stands before its errors; scripts look for it. */
    default String failurePrefix(Personality personality) {
        return "";
    }

    /** Does it, and tells the exit code. */
    int run(Invocation invocation, Session session);

    default Grammar grammar() {
        return new Grammar(flags(), stopsAtFirst());
    }
}
