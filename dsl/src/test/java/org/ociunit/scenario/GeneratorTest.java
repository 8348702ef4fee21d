package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.Status;

class GeneratorTest {
    private static final int LENGTH = 12;

    private static List<Walk> walks(long seed, int count) {
        Generator generator = new Generator(new SplittableRandom(seed), (model, action) -> true);
        return Stream.generate(() -> generator.walk(LENGTH)).limit(count).toList();
    }

    /** Each action of some walks, with the container that it finds. */
    private static Stream<Walk> steps(List<Walk> walks) {
        return walks.stream()
                .flatMap(walk -> IntStream.rangeClosed(1, walk.length()).mapToObj(walk::first));
    }

    @Test
    void the_same_seed_makes_the_same_walks_and_another_one_others() {
        assertThat(walks(7, 20)).isEqualTo(walks(7, 20));
        assertThat(walks(7, 20)).isNotEqualTo(walks(8, 20));
    }

    @Test
    void walks_are_as_long_as_asked_for_and_foreseen() {
        assertThat(walks(7, 100)).allMatch(walk -> walk.length() == LENGTH).allMatch(Walk::isForeseen);
    }

    @Test
    void every_action_is_done_in_every_state_of_a_container() {
        List<Walk> steps = steps(walks(7, 3000)).toList();
        Set<String> seen = steps.stream()
                .map(step -> step.last().name() + " when " + step.beforeLast())
                .collect(Collectors.toSet());
        Set<String> foreseen = steps.stream()
                .map(Walk::beforeLast)
                .distinct()
                .flatMap(model -> Arrays.stream(Action.values())
                        .filter(model::foresees)
                        .map(action -> action.name() + " when " + model))
                .collect(Collectors.toSet());

        assertThat(seen).hasSize(63).containsExactlyInAnyOrderElementsOf(foreseen);
    }

    @Test
    void most_of_what_is_done_is_legal_and_meets_a_container_that_lives() {
        List<Walk> steps = steps(walks(7, 1000)).toList();
        long legal = steps.stream()
                .filter(step -> step.beforeLast().allows(step.last()))
                .count();
        long alive = steps.stream()
                .map(step -> step.beforeLast().status())
                .filter(status -> status.isPresent() && status.get() != Status.STOPPED)
                .count();

        assertThat(100 * legal / steps.size()).isBetween(55L, 80L);
        assertThat(100 * alive / steps.size()).isGreaterThan(50);
    }

    @Test
    void what_is_not_wanted_is_not_done() {
        Generator picky = new Generator(new SplittableRandom(7), (model, action) -> action == Action.CREATE);
        Generator idle = new Generator(new SplittableRandom(7), (model, action) -> false);

        assertThat(picky.walk(3).actions()).containsExactly(Action.CREATE, Action.CREATE, Action.CREATE);
        assertThat(idle.walk(3).actions()).isEmpty();
    }
}
