package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes walks at random, of what a runtime has to do and of what it has to refuse. What is legal is done more often, and what
 * ends a life less often, so that lives are long. Half of the walks are on one container alone.
 *
 * @param random where chance comes from: the same makes the same walks
 * @param wanted whether a move is of interest with containers like these
 */
record Generator(RandomGenerator random, BiPredicate<Pair, Move> wanted) {
    private static final int LEGAL = 3;
    private static final int ENDING = 1;
    private static final int ILLEGAL = 1;
    private static final int ON_FIRST = 2;
    private static final int ON_OTHER = 1;

    /** A walk of so many moves, or fewer if none of interest is left. */
    Walk walk(int length) {
        boolean isOnOne = random.nextBoolean();
        List<Move> moves = new ArrayList<>();
        Pair pair = Pair.NOTHING;
        while (moves.size() < length) {
            List<Move> choice = choice(pair, isOnOne);
            if (choice.isEmpty()) {
                break;
            }
            Move next = choice.get(random.nextInt(choice.size()));
            moves.add(next);
            pair = pair.after(next);
        }
        return new Walk(moves);
    }

    /** What can be done, as often as it weighs. */
    private List<Move> choice(Pair pair, boolean isOnOne) {
        return Stream.of(false, true)
                .filter(isOnOther -> !(isOnOther && isOnOne))
                .flatMap(isOnOther -> Arrays.stream(Action.values()).map(action -> new Move(isOnOther, action)))
                .filter(move -> pair.of(move).foresees(move.action()) && wanted.test(pair, move))
                .flatMap(move -> Collections.nCopies(weight(pair, move), move).stream())
                .toList();
    }

    private static int weight(Pair pair, Move move) {
        return weight(pair.of(move), move.action()) * (move.isOnOther() ? ON_OTHER : ON_FIRST);
    }

    private static int weight(Model model, Action action) {
        if (!model.allows(action)) {
            return ILLEGAL;
        }
        return model.endsBy(action) ? ENDING : LEGAL;
    }
}
