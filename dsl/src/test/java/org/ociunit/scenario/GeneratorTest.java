package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.Status;

class GeneratorTest {
    private static final int LENGTH = 14;

    private static List<Walk> walks(long seed, int count) {
        Generator generator = new Generator(new SplittableRandom(seed), (pair, move) -> true);
        return Stream.generate(() -> generator.walk(LENGTH)).limit(count).toList();
    }

    /** Each move of some walks, with the containers that it finds. */
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
                .map(step -> step.last().action().name() + " when " + found(step))
                .collect(Collectors.toSet());
        Set<String> foreseen = steps.stream()
                .map(GeneratorTest::found)
                .distinct()
                .flatMap(model -> Arrays.stream(Action.values())
                        .filter(model::foresees)
                        .map(action -> action.name() + " when " + model))
                .collect(Collectors.toSet());

        assertThat(seen).hasSize(89).containsExactlyInAnyOrderElementsOf(foreseen);
    }

    /** The container that the last move is about. */
    private static Model found(Walk walk) {
        return walk.beforeLast().of(walk.last());
    }

    @Test
    void every_action_is_done_beside_a_container_that_runs_and_on_a_name_that_is_used_again() {
        List<Walk> steps = steps(walks(7, 3000)).toList();

        assertThat(steps.stream()
                        .filter(step ->
                                step.beforeLast().beside(step.last()).status().equals(Optional.of(Status.RUNNING)))
                        .map(step -> step.last().action())
                        .distinct())
                .containsExactlyInAnyOrder(Action.values());
        assertThat(steps.stream()
                        .filter(step -> found(step).toString().equals("the container has been deleted"))
                        .map(step -> step.last().action()))
                .contains(Action.CREATE, Action.CREATE_ENDING);
    }

    @Test
    void most_of_what_is_done_is_legal_and_meets_a_container_that_lives() {
        List<Walk> steps = steps(walks(7, 1000)).toList();
        long legal = steps.stream()
                .filter(step -> found(step).allows(step.last().action()))
                .count();
        long alive = steps.stream()
                .map(step -> found(step).status())
                .filter(status -> status.isPresent() && status.get() != Status.STOPPED)
                .count();

        assertThat(100 * legal / steps.size()).isBetween(55L, 80L);
        assertThat(100 * alive / steps.size()).isGreaterThan(50);
    }

    @Test
    void what_is_not_wanted_is_not_done() {
        Move create = new Move(false, Action.CREATE);
        Generator picky = new Generator(new SplittableRandom(7), (pair, move) -> move.equals(create));
        Generator idle = new Generator(new SplittableRandom(7), (pair, move) -> false);

        assertThat(picky.walk(3).moves()).containsExactly(create, create, create);
        assertThat(idle.walk(3).moves()).isEmpty();
    }
}
