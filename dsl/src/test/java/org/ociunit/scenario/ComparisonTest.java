package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.OciRuntime;

@Timeout(30)
class ComparisonTest {
    @TempDir
    Path image;

    private final FakeRuntime one = new FakeRuntime().named("one");
    private final FakeRuntime other = new FakeRuntime().named("other");
    private final List<OciRuntime> both = List.of(one, other);
    private Scenario scenario;

    @BeforeEach
    void begin() {
        scenario = Scenario.named("a life").given(Bundle.from(Image.ofDirectory(image)));
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(one.list()).isEmpty();
        assertThat(other.list()).isEmpty();
    }

    /** The text without the ids, which messages have. */
    private static String text(Comparison comparison) {
        return comparison.toText().replaceAll("(one|other|third)-\\d+-\\d+", "ID");
    }

    @Test
    void what_is_the_same_on_all_is_a_row_a_step_and_a_column_a_runtime() {
        Comparison comparison = scenario.create()
                .expect(CREATED)
                .start()
                .start()
                .expectRefused()
                .exec("print", "hello", "exit", "3")
                .kill(Signal.KILL)
                .expect(STOPPED)
                .delete()
                .expectGone()
                .compareOn(both)
                .orThrow();

        assertThat(comparison.agrees()).isTrue();
        assertThat(comparison.divergences()).isEmpty();
        assertThat(text(comparison)).isEqualTo("""
                a life: passed by all alike

                    step                     one 1.2.3                                      other 1.2.3
                    create                   ok, created                                    ok, created
                    expect created           ok, created                                    ok, created
                    start                    ok, running                                    ok, running
                    start                    refused (IllegalTransitionException), running  refused (IllegalTransitionException), running
                    expect refused           ok, running                                    ok, running
                    exec print hello exit 3  ok, running, exited with 3                     ok, running, exited with 3
                    kill KILL                ok, stopped                                    ok, stopped
                    expect stopped           ok, stopped, was killed by KILL                ok, stopped, was killed by KILL
                    delete                   ok, gone                                       ok, gone
                    expect gone              ok, gone                                       ok, gone
                """);
    }

    @Test
    void a_step_that_one_refuses_is_the_first_difference_and_what_follows_is_none() {
        other.refusingToStart();
        Comparison comparison =
                scenario.create().start().kill(Signal.KILL).delete().compareOn(both);

        assertThat(comparison.agrees()).isFalse();
        assertThat(text(comparison)).isEqualTo("""
                a life: they DIFFER

                     step       one 1.2.3    other 1.2.3
                     create     ok, created  ok, created
                  *  start      ok, running  FAILED (ContainerException), created
                  *  kill KILL  ok, stopped  not reached
                  *  delete     ok, gone     not reached

                one 1.2.3 and other 1.2.3 differ first at "start": the step is ok on one 1.2.3, and FAILED (ContainerException) on other 1.2.3.

                Failed on other 1.2.3, at "start":
                  Could not start container ID.
                  Why: it was told not to.
                """);
        assertThatThrownBy(comparison::orThrow)
                .isInstanceOf(AssertionError.class)
                .hasMessage(comparison.toText());
    }

    @Test
    void each_pair_has_its_own_first_difference() {
        FakeRuntime third = new FakeRuntime().named("third").exitingWith(4);
        Comparison comparison =
                scenario.create().start().exec("exit", "3").compareOn(List.of(one, other.refusingToStart(), third));

        assertThat(comparison.divergences())
                .containsExactly(
                        new Comparison.Divergence(
                                "one 1.2.3",
                                "other 1.2.3",
                                "start",
                                "the step is ok on one 1.2.3, and FAILED (ContainerException) on other 1.2.3"),
                        new Comparison.Divergence(
                                "one 1.2.3",
                                "third 1.2.3",
                                "exec exit 3",
                                "the program exited with 3 on one 1.2.3, and exited with 4 on third 1.2.3"),
                        new Comparison.Divergence(
                                "other 1.2.3",
                                "third 1.2.3",
                                "start",
                                "the step is FAILED (ContainerException) on other 1.2.3, and ok on third 1.2.3"));
    }

    @Test
    void a_state_that_is_told_differently_is_a_difference() {
        other.telling(PAUSED);

        assertThat(scenario.create().compareOn(both).divergences())
                .hasToString("[one 1.2.3 and other 1.2.3 differ first at \"create\": the container is then created on"
                        + " one 1.2.3, and paused on other 1.2.3.]");
    }

    @Test
    void that_one_has_stopped_already_is_no_difference() {
        other.telling(STOPPED);
        Comparison comparison = scenario.create().start().compareOn(both).orThrow();

        assertThat(text(comparison)).isEqualTo("""
                a life: passed by all alike

                    step    one 1.2.3    other 1.2.3
                    create  ok, created  ok, stopped
                    start   ok, running  ok, stopped
                """);
    }

    @Test
    void an_output_is_a_difference_and_a_name_in_it_is_none() {
        other.printing("HELLO\n");
        Scenario talking =
                scenario.create("print", "hello\n", "exit", "0").start().expect(STOPPED);

        assertThat(talking.compareOn(both).divergences())
                .hasToString("[one 1.2.3 and other 1.2.3 differ first at \"expect stopped\": stdout is \"hello\\n\" on"
                        + " one 1.2.3, and \"HELLO\\n\" on other 1.2.3.]");
    }

    @Test
    void a_runtime_that_refuses_the_machine_differs_from_none() {
        other.refusingHostWithout("this machine has no cgroups v2.");
        Comparison comparison =
                scenario.create().start().expect(RUNNING).compareOn(both).orThrow();

        assertThat(text(comparison)).isEqualTo("""
                a life: passed by all alike

                    step            one 1.2.3    other 1.2.3
                    create          ok, created  unsupported
                    start           ok, running  -
                    expect running  ok, running  -

                Unsupported on other 1.2.3, at "create":
                  Could not create container ID.
                  Why: this machine has no cgroups v2.
                """);
    }

    @Test
    void a_scenario_that_no_runtime_has_tried_shows_nothing() {
        one.refusingHostWithout("wings.");
        Comparison comparison = scenario.create().compareOn(List.of(one));

        assertThat(text(comparison)).isEqualTo("""
                a life: no runtime has tried it

                    step    one 1.2.3
                    create  unsupported

                Unsupported on one 1.2.3, at "create":
                  Could not create container ID.
                  Why: wings.
                """);
        assertThatThrownBy(comparison::orThrow).hasMessage(comparison.toText());
    }

    @Test
    void runtimes_that_fail_alike_agree_and_fail() {
        Comparison comparison =
                scenario.create("exit", "1").start().expectExit(0).compareOn(both);

        assertThat(comparison.agrees()).isTrue();
        assertThat(text(comparison)).isEqualTo("""
                a life: FAILED by all alike

                    step           one 1.2.3                                            other 1.2.3
                    create exit 1  ok, created                                          ok, created
                    start          ok, stopped                                          ok, stopped
                    expect exit 0  FAILED (ContainerException), stopped, exited with 1  FAILED (ContainerException), stopped, exited with 1

                Failed on one 1.2.3, at "expect exit 0":
                  The program did not exit with 0.
                  Why: it exited with 1.

                Failed on other 1.2.3, at "expect exit 0":
                  The program did not exit with 0.
                  Why: it exited with 1.
                """);
        assertThatThrownBy(comparison::orThrow).hasMessage(comparison.toText());
    }
}
