package org.ociunit.scenario;

import java.util.function.Consumer;

/**
 * A step of a scenario.
 *
 * @param text the step in words, such as {@code kill TERM}
 * @param kind what its failure means
 * @param action what it does; it throws what is wrong
 */
record Step(String text, Kind kind, Consumer<Play> action) {
    enum Kind {
        VERB,
        EXPECTATION,
        /** The verb before has to fail. */
        REFUSAL
    }

    static Step verb(String text, Consumer<Play> action) {
        return new Step(text, Kind.VERB, action);
    }

    static Step expectation(String text, Consumer<Play> action) {
        return new Step(text, Kind.EXPECTATION, action);
    }

    static Step refusal() {
        return new Step("expect refused", Kind.REFUSAL, Play::expectRefused);
    }
}
