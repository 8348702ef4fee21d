package org.ociunit.scenario;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Looks for a shorter walk that shows the same: leaves out as many moves at once as it can, until none can be left out.
 *
 * @param trial runs a walk
 * @param late whether there is no more time
 */
record Shrinking(Function<Walk, Optional<Sighting>> trial, BooleanSupplier late) {
    Sighting shrink(Sighting found) {
        Walk walk = found.walk();
        for (int count = walk.length() - 1; count > 0; count--) {
            for (int from = 0; from + count < walk.length(); from++) {
                Optional<Sighting> shorter = tryOut(walk.without(from, count), found);
                if (shorter.isPresent()) {
                    return shrink(shorter.get());
                }
            }
        }
        return found;
    }

    /** Only what leads to a container in the same state is worth a run. */
    private Optional<Sighting> tryOut(Walk shorter, Sighting found) {
        boolean candidate =
                shorter.isForeseen() && new Sighting(shorter, found.kind(), "").isLike(found) && !late.getAsBoolean();
        return candidate ? trial.apply(shorter).filter(found::isLike) : Optional.empty();
    }
}
