package org.ociunit.scenario;

/**
 * An action on one of two containers.
 *
 * @param isOnOther on which of them: the first one, or the other
 * @param action what is done with it
 */
record Move(boolean isOnOther, Action action) {
    /** The same on the other one of the two. */
    Move swapped() {
        return new Move(!isOnOther, action);
    }
}
