package org.ociunit.scenario;

import java.util.List;
import java.util.Optional;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.RuntimeCrashedException;

/**
 * A difference between a runtime and the model, as one run has shown it.
 *
 * @param walk the actions up to the one that showed it
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
        int verb = 0;
        for (int action = 0; action < walk.length(); action++) {
            List<Walk.Line> lines = walk.lines().get(action);
            if (at < verb + lines.size()) {
                Deviation.Kind kind = kind(lines.get(at - verb).failure(), rows.get(verb), failure, at == verb);
                return new Sighting(walk.first(action + 1), kind, failure.remark());
            }
            verb += lines.size();
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
        return kind == Deviation.Kind.ACCEPTED && wasRefused ? Deviation.Kind.EFFECT : kind;
    }

    /** Whether both are of the same kind, and shown by the same action on a container in the same state. */
    boolean isLike(Sighting other) {
        return kind == other.kind
                && walk.last() == other.walk.last()
                && walk.beforeLast().toString().equals(other.walk.beforeLast().toString());
    }

    /** Such as {@code pause when the container is created}. */
    String title() {
        return walk.last() + " when " + walk.beforeLast();
    }
}
