package org.ociunit.scenario;

import java.util.List;
import java.util.Optional;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.RuntimeCrashedException;

/**
 * A difference between a runtime and the model, as one run has shown it.
 *
 * @param walk the moves up to the one that showed it
 * @param kind what differs
 * @param words what was seen, in the runtime's own words where it had some
 */
record Sighting(Walk walk, Deviation.Kind kind, String words) {
    private static final Optional<String> CRASH = Optional.of(RuntimeCrashedException.class.getSimpleName());
    private static final Optional<String> HANG = Optional.of(DeadlineExceededException.class.getSimpleName());

    /** What a run has shown; nothing if the runtime did as the model. */
    static Optional<Sighting> in(Walk walk, Outcome outcome) {
        return outcome.firstFailure().map(failure -> of(walk, outcome.rows(), failure));
    }

    private static Sighting of(Walk walk, List<Outcome.Row> rows, Outcome.Row failure) {
        int at = rows.indexOf(failure);
        int begin = 0;
        List<List<Walk.Line>> all = walk.lines();
        for (int move = 0; move < all.size(); move++) {
            List<Walk.Line> lines = all.get(move);
            if (at < begin + lines.size()) {
                int verb = begin + Walk.verbIn(lines);
                Deviation.Kind kind = kind(lines.get(at - begin).failure(), rows.get(verb), failure, at == verb);
                return new Sighting(walk.first(move + 1), kind, failure.remark());
            }
            begin += lines.size();
        }
        return new Sighting(walk, Deviation.Kind.LEFT, failure.remark()); // what comes after all steps clears away
    }

    private static Deviation.Kind kind(Deviation.Kind kind, Outcome.Row verb, Outcome.Row failure, boolean isOfVerb) {
        if (isOfVerb && failure.kind().equals(CRASH)) {
            return Deviation.Kind.CRASHED;
        }
        if (isOfVerb && failure.kind().equals(HANG)) {
            return Deviation.Kind.HUNG;
        }
        boolean wasRefused = verb.verdict() == Outcome.Verdict.REFUSED;
        boolean isOfContainer = kind == Deviation.Kind.ACCEPTED || kind == Deviation.Kind.LIMIT;
        return isOfContainer && wasRefused ? Deviation.Kind.EFFECT : kind;
    }

    /** Whether both are of the same kind, and shown by the same action on a container in the same state, whatever is beside it. */
    boolean isLike(Sighting other) {
        return kind == other.kind
                && walk.last().action() == other.walk.last().action()
                && found().toString().equals(other.found().toString());
    }

    /** The container as the last action has found it. */
    private Model found() {
        return walk.beforeLast().of(walk.last());
    }

    /** Whether there is nothing more to tell of a move: this was shown by such a one, with containers like these. */
    boolean tells(Pair pair, Move move) {
        return walk.last().action() == move.action()
                && found().toString().equals(pair.of(move).toString())
                && (walk.isOnOne() || walk.beforeLast().found(walk.last()).equals(pair.found(move)));
    }

    /** Such as {@code pause when the container is created}. */
    String title() {
        return walk.last().action() + " when " + walk.beforeLast().found(walk.last());
    }
}
