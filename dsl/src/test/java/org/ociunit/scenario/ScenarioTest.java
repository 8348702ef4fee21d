package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Verb;

@Timeout(30)
class ScenarioTest {
    @TempDir
    Path image;

    private final FakeRuntime runtime = new FakeRuntime();
    private Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = Scenario.named("a life").given(Bundle.from(Image.ofDirectory(image)));
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(runtime.list()).isEmpty();
    }

    /** The table without its times, which differ from run to run. */
    private static String table(Outcome outcome) {
        return outcome.toText().replaceAll("fake-\\d+-\\d+", "ID").replaceAll("\\d+\\.\\d ms", "N ms");
    }

    @Test
    void a_scenario_that_passes_is_a_row_a_step() {
        Outcome outcome = scenario.create()
                .expect(CREATED)
                .start()
                .expect(RUNNING)
                .pause()
                .expect(PAUSED)
                .exec("print", "x", "exit", "0")
                .expectRefused()
                .resume()
                .exec("exit", "3")
                .expectExit(3)
                .kill(Signal.KILL)
                .expect(STOPPED)
                .delete()
                .expectGone()
                .runOn(runtime)
                .orThrow();
        assertThat(outcome.passed()).isTrue();
        assertThat(table(outcome)).isEqualTo("""
                a life, on fake 1.2.3: passed

                  step                 outcome  state    time
                  create               ok       created  N ms
                  expect created       ok       created  N ms
                  start                ok       running  N ms
                  expect running       ok       running  N ms
                  pause                ok       paused   N ms
                  expect paused        ok       paused   N ms
                  exec print x exit 0  refused  paused   N ms
                  expect refused       ok       paused   N ms
                  resume               ok       running  N ms
                  exec exit 3          ok       running  N ms
                  expect exit 3        ok       running  N ms
                  kill KILL            ok       stopped  N ms
                  expect stopped       ok       stopped  N ms
                  delete               ok       gone     N ms
                  expect gone          ok       gone     N ms
                """);
    }

    @Test
    void a_scenario_ends_with_its_first_failure_and_tells_why() {
        Outcome outcome =
                scenario.create("exit", "1").start().expect(PAUSED).delete().runOn(runtime);
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.firstFailure()).map(Outcome.Row::step).contains("expect paused");
        assertThat(table(outcome)).isEqualTo("""
                a life, on fake 1.2.3: FAILED

                  step           outcome      state    time
                  create exit 1  ok           created  N ms
                  start          ok           stopped  N ms
                  expect paused  FAILED       stopped  N ms
                  delete         not reached  -        -

                Failed at "expect paused":
                  Container ID did not become paused.
                  Why: it exited with 1; it wrote nothing.
                """);
        assertThatThrownBy(outcome::orThrow).isInstanceOf(AssertionError.class).hasMessage(outcome.toText());
    }

    @Test
    void a_verb_that_fails_without_being_expected_to_fails_the_scenario() {
        Outcome outcome = scenario.create().start().runOn(runtime.refusingToStart());
        assertThat(outcome.firstFailure())
                .map(Outcome.Row::remark)
                .get()
                .asString()
                .contains("it was told not to.");
    }

    @Test
    void a_verb_that_succeeds_was_not_refused() {
        Outcome outcome = scenario.create().start().expectRefused().runOn(runtime);
        assertThat(outcome.firstFailure())
                .map(Outcome.Row::remark)
                .contains("The verb was not refused.\nWhy: it succeeded.");
    }

    @Test
    void verbs_on_what_is_not_there_and_names_that_are_taken_are_refused() {
        scenario.start()
                .expectRefused()
                .kill(Signal.KILL)
                .expectRefused()
                .delete()
                .expectRefused()
                .expectGone()
                .create()
                .create()
                .expectRefused()
                .delete()
                .delete()
                .expectRefused()
                .create("exit", "4")
                .start()
                .expectExit(4)
                .runOn(runtime)
                .orThrow();
    }

    @Test
    void two_containers_live_side_by_side_and_what_is_done_with_one_changes_nothing_of_the_other() {
        Outcome outcome = scenario.create("exit", "4")
                .container("other")
                .expectGone()
                .start()
                .expectRefused("ContainerNotFoundException")
                .create()
                .start()
                .container()
                .expect(CREATED)
                .start()
                .expectExit(4)
                .container("other")
                .expect(RUNNING)
                .runOn(runtime)
                .orThrow();

        assertThat(outcome.rows()).extracting(Outcome.Row::step).contains("container other", "container");
        assertThat(outcome.trace().orElseThrow().timeline().statuses()).containsExactly(CREATED, RUNNING, STOPPED);
    }

    @Test
    void containers_whose_states_nobody_can_tell_are_cleared_away() {
        OciRuntime broken = new FaultyRuntime()
                .with(Verb.STATE, (honest, id, right) -> {
                    throw new ContainerException("There is no state of " + id + ".", "its file is broken.", null);
                })
                .runtime();

        Outcome outcome = scenario.create().container("other").create().runOn(broken);

        assertThat(outcome.passed()).isFalse();
        assertThat(broken.list()).isEmpty();
        assertThat(Container.unclosed()).noneMatch(container -> container.runtime() == broken);
    }

    @Test
    void a_branch_is_about_the_container_of_the_steps_before_it_and_may_turn_to_another_one() {
        Scenario begun = scenario.create().container("other").create();
        Outcome outcome = begun.parallel(scenario.start(), scenario.container().expect(CREATED))
                .expect(RUNNING)
                .container()
                .expect(CREATED)
                .runOn(runtime)
                .orThrow();

        assertThat(outcome.passed()).isTrue();
    }

    @Test
    void a_container_that_is_made_again_has_the_name_of_the_one_that_was_deleted() {
        Outcome outcome = scenario.create()
                .kill(Signal.KILL)
                .expect(STOPPED)
                .state()
                .delete()
                .create("exit", "4")
                .state()
                .start()
                .expectExit(4)
                .runOn(runtime)
                .orThrow();

        assertThat(outcome.rows().stream()
                        .filter(row -> row.step().equals("state"))
                        .flatMap(row -> row.result().stream())
                        .map(result -> result.timeline().id())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void an_exit_code_is_not_a_signal() {
        Outcome outcome =
                scenario.create().start().kill(Signal.KILL).expectExit(137).runOn(runtime);
        assertThat(outcome.firstFailure())
                .map(Outcome.Row::remark)
                .contains("The program did not exit with 137.\nWhy: it was killed by KILL.");
    }

    @Test
    void a_scenario_does_nothing_until_it_is_run() {
        Scenario half = scenario.create().start();
        assertThat(half).hasToString("a life");
        half.expect(RUNNING).runOn(runtime).orThrow();
        half.expect(RUNNING).runOn(runtime).orThrow();
    }

    @Test
    void what_the_runtime_tells_has_to_agree_with_what_is_seen() {
        Outcome outcome = scenario.create().expect(CREATED).runOn(runtime.telling(RUNNING));
        assertThat(outcome.firstFailure())
                .map(Outcome.Row::remark)
                .contains("The container is not created.\nWhy: fake says that it is running.");
        assertThat(scenario.create()
                        .expect(CREATED)
                        .runOn(runtime.telling(STOPPED))
                        .passed())
                .isFalse();
    }
}
