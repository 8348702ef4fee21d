package org.ociunit.scenario;

import java.util.Optional;

/**
 * Two containers, as they have to be: what is done with one of them changes nothing of the other.
 *
 * @param first the one that something is done with first
 * @param other the other one, with which nothing need have been done
 */
record Pair(Model first, Model other) {
    /** Before there is any container. */
    static final Pair NOTHING = new Pair(Model.NOTHING, Model.NOTHING);

    /** The container that the move is about. */
    Model of(Move move) {
        return move.isOnOther() ? other : first;
    }

    /** The container that it is not about. */
    Model beside(Move move) {
        return of(move.swapped());
    }

    Pair after(Move move) {
        Model then = of(move).after(move.action()).then();
        return move.isOnOther() ? new Pair(first, then) : new Pair(then, other);
    }

    /** What a move finds, in words; of the container beside it, if there has been one. */
    String found(Move move) {
        Model beside = beside(move);
        Optional<String> words =
                beside.equals(Model.NOTHING) ? Optional.empty() : Optional.of(", and another one " + beside.state());
        return of(move) + words.orElse("");
    }
}
