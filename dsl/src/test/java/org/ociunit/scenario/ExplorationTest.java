package org.ociunit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;

/** Explorations of a runtime in memory, in which the deviations that are to be found have been planted. */
@Timeout(60)
class ExplorationTest {
    @TempDir
    Path image;

    private final FaultyRuntime faulty = new FaultyRuntime();
    private Exploration exploration;

    @BeforeEach
    void begin() {
        exploration = Exploration.of(faulty.runtime())
                .given(Bundle.from(Image.ofDirectory(image)))
                .seed(7)
                .steps(300);
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(faulty.honest().list()).isEmpty();
        assertThat(Container.unclosed()).isEmpty();
    }

    /** The text without the ids, which messages have, the number of lives, and what this runtime never has. */
    private static String text(Findings findings) {
        return findings.toText()
                .replaceAll("(?s)\n  As a file:\n  \\{\n.*?\n  \\}\n", "")
                .replace("\nNot tried: update.\n  fake has no such verb.\n", "")
                .replaceAll("\"/.*/ociunit-\\d+/", "\"/tmp/ociunit/")
                .replaceAll("fake-\\d+-\\d+", "ID")
                .replaceAll("\\d+ lives", "N lives");
    }

    private static Status status(FakeRuntime honest, ContainerId id) {
        return honest.state(id).status();
    }

    @Test
    void a_runtime_that_keeps_to_the_model_has_no_deviation() {
        Findings findings = exploration.run().orThrow();

        assertThat(text(findings)).isEqualTo("fake 1.2.3: no deviation in 300 steps of N lives, with seed 7.\n");
        assertThat(findings.lives()).isBetween(20, 60);
    }

    @Test
    void a_verb_that_succeeds_where_it_has_to_be_refused() {
        faulty.with(Verb.RESUME, (honest, id, resume) -> status(honest, id) == Status.RUNNING ? null : resume.call());

        assertThat(text(exploration.run())).isEqualTo("""
                fake 1.2.3: 1 deviation in 300 steps of N lives, with seed 7.

                1. resume when the container is running
                  Expected: it is refused, without effect.
                  Instead:  it succeeded.
                    The verb was not refused.
                    Why: it succeeded.

                  Scenario.named("resume when the container is running")
                      .given(bundle)
                      .create("sh", "-c", "trap 'exit 7' TERM; touch /tmp/ready; sleep 600 & wait").expect(CREATED)
                      .start().expect(RUNNING)
                      .resume().expectRefused()
                """);
    }

    @Test
    void a_deviation_is_told_as_a_file_too() {
        faulty.with(Verb.RESUME, (honest, id, resume) -> status(honest, id) == Status.RUNNING ? null : resume.call());
        Deviation deviation = exploration.run().deviations().get(0);

        String file = deviation.toText().split("  As a file:\n", -1)[1].replaceAll("(?m)^  ", "");
        assertThat(file).isEqualTo(deviation.scenario().toJson());
        assertThat(Scenario.ofJson(file, "a test", Path.of("."))
                        .runOn(faulty.runtime())
                        .passed())
                .isFalse();
    }

    @Test
    void what_needs_a_history_is_shown_with_no_more_of_it_than_it_needs() {
        Set<ContainerId> paused = new HashSet<>();
        faulty.with(Verb.PAUSE, (honest, id, pause) -> {
            if (status(honest, id) == Status.RUNNING && !paused.add(id)) {
                throw new ContainerException("Could not pause container " + id + ".", "it was paused before.", null);
            }
            return pause.call();
        });

        assertThat(text(exploration.run())).isEqualTo("""
                fake 1.2.3: 1 deviation in 300 steps of N lives, with seed 7.

                1. pause when the container is running
                  Expected: it succeeds and then the container is paused.
                  Instead:  it failed.
                    Could not pause container ID.
                    Why: it was paused before.

                  Scenario.named("pause when the container is running")
                      .given(bundle)
                      .create("sh", "-c", "trap 'exit 7' TERM; touch /tmp/ready; sleep 600 & wait").expect(CREATED)
                      .start().expect(RUNNING)
                      .pause().expect(PAUSED)
                      .resume().expect(RUNNING)
                      .pause().expect(PAUSED)
                """);
    }

    @Test
    void an_answer_of_success_without_effect() {
        faulty.with(Verb.PAUSE, (honest, id, pause) -> status(honest, id) == Status.CREATED ? null : pause.call());

        assertThat(text(exploration.run()))
                .containsSubsequence(
                        "1. pause when the container is created\n", """
                  Expected: it succeeds and then the container is paused before its start.
                  Instead:  the state is another one.
                    The container is not paused.
                    Why: fake says that it is created.
                """, "      .pause().expect(PAUSED)\n");
    }

    @Test
    void a_refusal_that_has_an_effect() {
        faulty.with(Verb.DELETE, (honest, id, delete) -> {
            try {
                return delete.call();
            } catch (ContainerException refusal) {
                if (honest.list().stream().anyMatch(state -> state.id().equals(id))) {
                    honest.kill(id, Signal.KILL);
                }
                throw refusal;
            }
        });

        Findings findings = exploration.steps(600).run();

        assertThat(findings.deviations())
                .extracting(Deviation::toString)
                .containsExactlyInAnyOrder(
                        "delete when the container is running",
                        "delete when the container is paused",
                        "delete when the container is paused before its start");
        assertThat(findings.deviations()).extracting(Deviation::kind).containsOnly(Deviation.Kind.EFFECT);
    }

    @Test
    void what_is_done_to_one_container_and_happens_to_another_one() {
        faulty.with(Verb.PAUSE, (honest, id, pause) -> {
            pause.call();
            honest.list().stream()
                    .filter(state -> state.status() == Status.RUNNING)
                    .forEach(state -> honest.pause(state.id()));
            return null;
        });

        assertThat(text(exploration.run())).isEqualTo("""
                fake 1.2.3: 1 deviation in 300 steps of N lives, with seed 7.

                1. pause when the container is running, and another one is running
                  Expected: the other one is running as before.
                  Instead:  the other container is another one than before.
                    The output has no ""status": "running"" in it.
                    Why: it is "{
                    	"id": "ID",
                    	"status": "paused",
                    	"bundle": "/tmp/ociunit/ID",
                    	"annotations": {}
                    }
                    ".

                  Scenario.named("pause when the container is running, and another one is running")
                      .given(bundle)
                      .create("sh", "-c", "trap 'exit 7' TERM; touch /tmp/ready; sleep 600 & wait").expect(CREATED)
                      .container("other").create("sh", "-c", "trap 'exit 7' TERM; touch /tmp/ready; sleep 600 & wait").expect(CREATED)
                      .container().state().expectStdoutContains("\\"status\\": \\"created\\"")
                      .start().expect(RUNNING)
                      .container("other").state().expectStdoutContains("\\"status\\": \\"created\\"")
                      .start().expect(RUNNING)
                      .container().state().expectStdoutContains("\\"status\\": \\"running\\"")
                      .container("other").pause().expect(PAUSED)
                      .container().state().expectStdoutContains("\\"status\\": \\"running\\"")
                """);
    }

    @Test
    void a_name_that_cannot_be_used_again() {
        Set<ContainerId> used = new HashSet<>();
        faulty.with(Verb.CREATE, (honest, id, create) -> {
            if (!used.add(id)) {
                throw new ContainerException("Could not create container " + id + ".", "the name is worn out.", null);
            }
            return create.call();
        });

        Findings findings = exploration.run();

        assertThat(findings.deviations())
                .isNotEmpty()
                .allMatch(deviation -> deviation.title().equals("create when the container has been deleted"))
                .allMatch(deviation -> deviation.kind() == Deviation.Kind.REFUSED);
        assertThat(findings.deviations().get(0).words())
                .matches("Could not create container fake-\\d+-\\d+\\.\nWhy: the name is worn out\\.");
    }

    @Test
    void a_program_that_ends_otherwise() {
        faulty.honest().exitingWith(4);

        Findings findings = exploration.run();

        assertThat(findings.deviations()).anySatisfy(deviation -> {
            assertThat(deviation.title()).isEqualTo("start when the container is created");
            assertThat(deviation.kind()).isEqualTo(Deviation.Kind.EXIT);
            assertThat(deviation.words()).isEqualTo("The program did not exit with 5.\nWhy: it exited with 4.");
        });
    }

    @Test
    void a_crash_is_no_refusal() {
        faulty.with(Verb.START, (honest, id, start) -> {
            if (status(honest, id) == Status.STOPPED) {
                throw new RuntimeCrashedException("Could not start.", List.of("fake", "start"), 139, "oh");
            }
            return start.call();
        });

        assertThat(text(exploration.run())).isEqualTo("""
                fake 1.2.3: 1 deviation in 300 steps of N lives, with seed 7.

                1. start when the container is stopped
                  Expected: it is refused, without effect.
                  Instead:  the runtime crashed.
                    Could not start.
                    Why: fake start ended with 139: oh

                  Scenario.named("start when the container is stopped")
                      .given(bundle)
                      .create("sh", "-c", "exit 5").expect(CREATED)
                      .kill(Signal.KILL).expect(STOPPED)
                      .start().expectRefused()
                """);
    }

    @Test
    void what_cannot_be_cleared_away() {
        AtomicInteger left = new AtomicInteger(1000);
        faulty.with(Verb.DELETE, (honest, id, delete) -> {
            boolean stuck =
                    honest.list().stream().anyMatch(state -> state.id().equals(id) && state.status() == Status.PAUSED);
            delete.call();
            if (stuck && left.decrementAndGet() > 0) {
                throw new ContainerException("Could not delete container " + id + ".", "it is stuck.", null);
            }
            return null;
        });
        try {
            Findings findings = exploration.run();

            assertThat(findings.deviations())
                    .extracting(Deviation::kind)
                    .isNotEmpty()
                    .containsOnly(Deviation.Kind.LEFT);
            assertThat(findings.deviations().get(0).words())
                    .matches("Could not delete container fake-\\d+-\\d+\\.\nWhy: it is stuck\\.");
        } finally {
            left.set(0);
            Container.unclosed().forEach(Container::close);
        }
    }

    @Test
    void what_is_not_seen_again_has_not_been_found() {
        AtomicInteger resumes = new AtomicInteger();
        faulty.with(
                Verb.RESUME,
                (honest, id, resume) ->
                        status(honest, id) == Status.RUNNING && resumes.getAndIncrement() == 0 ? null : resume.call());

        Findings findings = exploration.run();

        assertThat(findings.deviations()).isEmpty();
        assertThat(findings.unsteady()).hasToString("[resume when the container is running]");
        assertThat(text(findings)).startsWith("""
                        fake 1.2.3: no deviation in 300 steps of N lives, with seed 7.

                        Seen once, but not the second time:

                        1. resume when the container is running
                        """);
        assertThatThrownBy(findings::orThrow).isInstanceOf(AssertionError.class).hasMessage(findings.toText());
    }

    @Test
    void what_this_machine_does_not_allow_is_no_deviation() {
        faulty.with(Verb.PAUSE, (honest, id, pause) -> {
            throw new UnsupportedByHostException("Could not pause container " + id + ".", "there is no ice.", null);
        });

        assertThat(text(exploration.run())).isEqualTo("""
                fake 1.2.3: no deviation in 300 steps of N lives, with seed 7.

                Not tried: pause.
                  Could not pause container ID.
                  Why: there is no ice.
                """);
    }

    @Test
    void without_containers_there_is_nothing_to_explore() {
        faulty.honest().refusingHostWithout("water.");

        assertThatThrownBy(exploration::run)
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageMatching("Could not explore fake\\.\nWhy: Could not create container fake-\\d+-\\d+\\."
                        + "\nWhy: water\\.");
    }

    @Test
    void the_same_seed_finds_the_same_and_each_deviation_once() {
        faulty.with(Verb.RESUME, (honest, id, resume) -> null);

        Findings findings = exploration.run();

        assertThat(text(exploration.run())).isEqualTo(text(findings));
        assertThat(findings.deviations()).extracting(Deviation::title).doesNotHaveDuplicates();
        assertThat(findings.deviations().size()).isGreaterThan(3);
    }

    @Test
    void the_scenario_fails_on_the_runtime_and_passes_on_one_that_keeps_to_the_model() {
        faulty.with(Verb.RESUME, (honest, id, resume) -> status(honest, id) == Status.RUNNING ? null : resume.call());
        Scenario scenario = exploration.run().deviations().get(0).scenario();

        assertThat(scenario.runOn(faulty.runtime()).passed()).isFalse();
        scenario.runOn(new FakeRuntime()).orThrow();
    }

    @Test
    void no_container_is_begun_after_the_deadline() {
        assertThat(text(exploration.deadline(Duration.ZERO).run()))
                .isEqualTo("fake 1.2.3: no deviation in 0 steps of N lives, with seed 7.\n");
    }

    @Test
    void an_exploration_without_steps_is_refused() {
        assertThatThrownBy(() -> exploration.steps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal number of steps 0: it takes 1 or more.");
    }
}
