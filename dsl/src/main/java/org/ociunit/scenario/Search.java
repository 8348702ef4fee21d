package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.ociunit.Bundle;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Verb;

/** One run of an exploration, and what it has found so far. */
final class Search {
    /** How many moves there are in a walk: more than any deviation that is known needs, and few enough to shrink soon. */
    private static final int LONGEST = 14;

    private static final Set<String> LACKING =
            Set.of(UnsupportedByHostException.class.getSimpleName(), UnsupportedVerbException.class.getSimpleName());

    private final OciRuntime runtime;
    private final Bundle bundle;
    private final long end;
    private final List<Sighting> found = new ArrayList<>();
    private final List<Sighting> unsteady = new ArrayList<>();
    private final Map<Verb, String> untried = new EnumMap<>(Verb.class);

    /**
     * A search that has not begun.
     *
     * @param end when it has to be over, as {@link System#nanoTime} tells it
     */
    Search(OciRuntime runtime, Bundle bundle, long end) {
        this.runtime = runtime;
        this.bundle = bundle;
        this.end = end;
        Arrays.stream(Action.values())
                .map(Action::verb)
                .filter(verb -> !runtime.can(verb))
                .forEach(verb -> untried.put(verb, runtime.name() + " has no such verb."));
    }

    Findings run(long seed, int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        int done = 0;
        int lives = 0;
        while (done < steps && !isLate()) {
            Walk walk = new Generator(random.split(), this::isWanted).walk(Math.min(LONGEST, steps - done));
            if (walk.length() == 0) {
                break;
            }
            Optional<Sighting> sighting = trial(walk);
            done += sighting.map(Sighting::walk).orElse(walk).length();
            lives++;
            sighting.ifPresent(this::examine);
        }
        String name = runtime.name() + " " + runtime.version();
        return new Findings(name, seed, done, lives, deviations(found), deviations(unsteady), untried);
    }

    private boolean isLate() {
        return System.nanoTime() - end > 0;
    }

    /** What has been found is not looked for again: what is behind it would stay hidden. */
    private boolean isWanted(Pair pair, Move move) {
        return !untried.containsKey(move.action().verb())
                && found.stream().noneMatch(sighting -> sighting.tells(pair, move));
    }

    /** What a walk shows, on containers of its own. */
    private Optional<Sighting> trial(Walk walk) {
        Outcome outcome = walk.scenario("exploration", bundle).runOn(runtime);
        Optional<Sighting> sighting = Sighting.in(walk, outcome);
        boolean lacking = outcome.firstFailure()
                .flatMap(Outcome.Row::kind)
                .filter(LACKING::contains)
                .isPresent();
        if (lacking) {
            sighting.ifPresent(what -> forgo(what.walk().last().action().verb(), what.words()));
            return Optional.empty();
        }
        return sighting;
    }

    /** What cannot be done here is no deviation, and is not tried again; without containers there is nothing to explore. */
    private void forgo(Verb verb, String reason) {
        if (verb == Verb.CREATE) {
            throw new UnsupportedByHostException("Could not explore " + runtime.name() + ".", reason, null);
        }
        untried.put(verb, reason);
    }

    private void examine(Sighting sighting) {
        if (trial(sighting.walk()).filter(sighting::isLike).isPresent()) {
            found.add(new Shrinking(this::trial, this::isLate).shrink(sighting));
        } else if (unsteady.stream().noneMatch(sighting::isLike)) {
            unsteady.add(sighting);
        }
    }

    private List<Deviation> deviations(List<Sighting> sightings) {
        return sightings.stream()
                .map(sighting -> new Deviation(sighting, sighting.walk().scenario(sighting.title(), bundle)))
                .toList();
    }
}
