package org.ociunit.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * Makes walks at random, of what a runtime has to do and of what it has to refuse. What is legal is done more often, and what
 * ends a life less often, so that lives are long.
 *
 * @param random where chance comes from: the same makes the same walks
 * @param wanted whether an action is of interest on a container like that
 */
record Generator(RandomGenerator random, BiPredicate<Model, Action> wanted) {
    private static final int LEGAL = 3;
    private static final int ENDING = 1;
    private static final int ILLEGAL = 1;

    /** A walk of so many actions, or fewer if none of interest is left. */
    Walk walk(int length) {
        List<Action> actions = new ArrayList<>();
        Model model = Model.NOTHING;
        while (actions.size() < length) {
            List<Action> choice = choice(model);
            if (choice.isEmpty()) {
                break;
            }
            Action next = choice.get(random.nextInt(choice.size()));
            actions.add(next);
            model = model.after(next).then();
        }
        return new Walk(actions);
    }

    /** What can be done, as often as it weighs. */
    private List<Action> choice(Model model) {
        return Arrays.stream(Action.values())
                .filter(action -> model.foresees(action) && wanted.test(model, action))
                .flatMap(action -> Collections.nCopies(weight(model, action), action).stream())
                .toList();
    }

    private static int weight(Model model, Action action) {
        if (!model.allows(action)) {
            return ILLEGAL;
        }
        return model.endsBy(action) ? ENDING : LEGAL;
    }
}
