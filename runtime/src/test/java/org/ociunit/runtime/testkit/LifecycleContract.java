package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.LinuxResources;

/** How containers are made, started, ended and deleted. */
abstract class LifecycleContract extends RuntimeFixture {
    @Test
    void tells_its_name_and_version() {
        assertThat(runtime().version().text()).matches("\\d+\\.\\d+.*");
        assertThat(runtime().name()).isNotBlank();
    }

    @Test
    void a_container_goes_through_its_whole_life() {
        create("sleep", "60");
        assertThat(status()).isEqualTo(Status.CREATED);
        State created = runtime().state(id);
        assertThat(created.pid()).isPresent();
        assertThat(created.bundle()).isEqualTo(folder);

        runtime().start(id);
        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(runtime().state(id).pid()).isEqualTo(created.pid());
        assertThat(runtime().list()).extracting(State::id).contains(id);

        runtime().kill(id, Signal.KILL);
        Exit exit = runtime().waitFor(id, SOON);
        assertThat(exit.signal()).contains(Signal.KILL);
        assertThat(exit.outOfMemory()).isFalse();
        assertThat(status()).isEqualTo(Status.STOPPED);
        assertThat(runtime().state(id).pid()).isEmpty();

        runtime().delete(id, DeleteOptions.defaults());
        assertThatThrownBy(() -> runtime().state(id))
                .isInstanceOf(ContainerNotFoundException.class)
                .hasMessage("""
                        Could not state container %s.
                        Why: %s knows no container of this name.""".formatted(id, runtime().name()));
    }

    @Test
    void an_exit_code_of_137_is_no_death_by_kill() {
        create("sh", "-c", "exit 137");
        runtime().start(id);

        Exit exit = runtime().waitFor(id, SOON);

        assertThat(exit.code()).isEqualTo(137);
        assertThat(exit.signal()).isEmpty();
    }

    @Test
    void a_create_that_runs_into_its_deadline_leaves_nothing() {
        Path bundle = TestBundle.in(
                newFolder("held-up"),
                spec -> spec.withHooks(Hooks.empty().withCreateRuntime(List.of(Hook.of("/bin/sleep", "sleep", "60")))),
                "true");
        Duration deadline = creation().multipliedBy(3).plusSeconds(1);

        assertThatThrownBy(() ->
                        runtime().create(id, bundle, CreateOptions.defaults().withDeadline(deadline)))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(Traces.of(id.value())).isEmpty();
    }

    /** A runtime that is killed before it has written its state deletes nothing: by then it has to be at the hook. */
    private Duration creation() {
        Instant begun = Instant.now();
        create("true");
        Duration taken = Duration.between(begun, Instant.now());
        runtime().delete(id, DeleteOptions.forced());
        return taken;
    }

    @Test
    void an_interrupt_does_not_cut_a_delete_short() {
        create("sleep", "60");
        runtime().start(id);
        Thread.currentThread().interrupt();

        runtime().delete(id, DeleteOptions.forced());

        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void a_detached_container_goes_on_when_all_that_is_attached_has_ended() {
        ContainerId attached = new ContainerId(id + "-attached");
        create(CreateOptions.defaults().detached(), "sh", "-c", "while sleep 0.05; do echo tick || exit 9; done");
        runtime().start(id);
        runtime().create(attached, TestBundle.in(newFolder("attached"), "sleep", "60"), CreateOptions.defaults());
        runtime().start(attached);

        Runtimes.shutDown();

        assertThatThrownBy(() -> runtime().waitFor(id, Duration.ofMillis(300)))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThatThrownBy(() -> runtime().state(attached)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void a_program_that_ends_at_once_still_tells_its_exit() {
        create("true");
        runtime().start(id);
        await().atMost(SOON).until(() -> status() == Status.STOPPED);

        assertThat(runtime().waitFor(id, SOON).code()).isZero();
    }

    @Test
    void run_leaves_nothing_but_the_exit() {
        Path bundle = TestBundle.in(folder, "sh", "-c", "exit 7");

        Exit exit = runtime().run(id, bundle, CreateOptions.defaults(), SOON);

        assertThat(exit.code()).isEqualTo(7);
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void run_ends_the_whole_container_at_its_deadline() {
        Path bundle = TestBundle.in(folder, "sh", "-c", "trap '' TERM; sleep 61 & sleep 62");

        assertThatThrownBy(() -> runtime().run(id, bundle, CreateOptions.defaults(), Duration.ofSeconds(1)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("""
                        Container %s did not stop.
                        Why: it did not happen within 1000 ms.""".formatted(id));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Traces.of(id.value())).isEmpty());
    }

    @Test
    void waiting_ends_at_its_deadline_and_the_container_goes_on() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> runtime().waitFor(id, Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("""
                        Container %s did not stop.
                        Why: it did not happen within 50 ms.""".formatted(id));
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_container_can_be_killed_before_it_is_started() {
        create("sleep", "60");

        runtime().kill(id, Signal.KILL);

        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
        assertThat(status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void a_name_that_is_taken_is_refused_and_its_container_untouched() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> runtime().create(id, folder, CreateOptions.defaults()))
                .isInstanceOf(ContainerExistsException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: %s has a container of this name already.
                        Fix: choose another name, or delete that one first.""".formatted(id, runtime().name()));
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_missing_program_fails_create_and_leaves_nothing() {
        Path bundle = TestBundle.in(folder, "no-such-program");

        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not create container " + id + ".\nWhy: ")
                .hasMessageContaining("no-such-program");
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void start_is_refused_for_a_running_container() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("""
                        Could not start container %s: it is running.
                        Why: a running container cannot become running.""".formatted(id));
    }

    @Test
    void start_kill_and_exec_are_refused_for_a_stopped_container() {
        create("true");
        runtime().start(id);
        runtime().waitFor(id, SOON);

        assertThatThrownBy(() -> runtime().start(id)).isInstanceOf(IllegalTransitionException.class);
        assertThatThrownBy(() -> runtime().kill(id, Signal.KILL))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not kill container " + id + ": it is stopped.");
        assertThatThrownBy(() -> exec("true"))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not exec container " + id + ": it is stopped.");
        assertThat(status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void delete_is_refused_for_a_running_container_unless_forced() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> runtime().delete(id, DeleteOptions.defaults()))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not delete container " + id + ": it is running.");
        assertThat(status()).isEqualTo(Status.RUNNING);

        runtime().delete(id, DeleteOptions.forced());
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void every_verb_refuses_a_container_that_is_not_there() {
        TestBundle.in(folder, "true");
        List<Runnable> verbs = List.of(
                () -> runtime().start(id),
                () -> runtime().state(id),
                () -> runtime().kill(id, Signal.TERM),
                () -> runtime().delete(id, DeleteOptions.defaults()),
                () -> runtime().pause(id),
                () -> runtime().resume(id),
                () -> exec("true"),
                () -> runtime().waitFor(id, SOON));

        assertThat(verbs)
                .allSatisfy(verb -> assertThatThrownBy(verb::run).isInstanceOf(ContainerNotFoundException.class));
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void eight_containers_live_beside_each_other() {
        List<Integer> codes = IntStream.range(0, 8)
                .parallel()
                .mapToObj(number -> {
                    ContainerId other = new ContainerId(id + "-" + number);
                    Path bundle = TestBundle.in(newFolder("bundle-" + number), "sh", "-c", "exit " + number);
                    return runtime()
                            .run(other, bundle, CreateOptions.defaults(), SOON)
                            .code();
                })
                .toList();

        assertThat(codes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void a_verb_that_the_runtime_does_not_have_is_refused_by_type() {
        create("sleep", "60");
        Map<Verb, Runnable> further = Map.of(
                Verb.PS, () -> runtime().ps(id),
                Verb.TOP, () -> runtime().top(id),
                Verb.UPDATE, () -> runtime().update(id, LinuxResources.empty()),
                Verb.STATS, () -> runtime().stats(id),
                Verb.EVENTS, () -> runtime().events(id, SOON).close(),
                Verb.CHECKPOINT, () -> runtime().checkpoint(id, CheckpointOptions.to(folder)),
                Verb.RESTORE, () -> runtime().restore(id, folder, RestoreOptions.from(folder)),
                Verb.FEATURES, () -> runtime().features());

        further.forEach((verb, use) -> {
            if (!runtime().can(verb)) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(UnsupportedVerbException.class)
                        .hasMessageContaining(runtime().name());
            }
        });
        assertThat(EnumSet.complementOf(EnumSet.copyOf(further.keySet()))).allMatch(runtime()::can);
    }

    @Test
    void a_program_that_cannot_be_executed_fails_the_start() throws IOException {
        Path bundle = TestBundle.in(folder, "/tmp/broken");
        Path broken = Files.writeString(folder.resolve("rootfs/tmp/broken"), "\177ELF, and nothing else");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));

        // Some look closer when they create, and some only when they execute.
        assertThatThrownBy(() -> {
                    runtime().create(id, bundle, CreateOptions.defaults());
                    runtime().start(id);
                })
                .isInstanceOf(ContainerException.class)
                .hasMessageMatching("(?s)Could not (create|start) container " + id + "\\.\nWhy: .*");
    }

    @Test
    void a_start_container_hook_that_fails_fails_the_start() {
        create(
                spec -> spec.withHooks(Hooks.empty().withStartContainer(List.of(Hook.of("/usr/bin/false", "false")))),
                "touch",
                "/tmp/ran");

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not start container " + id + ".\nWhy: ");
        await().atMost(SOON).until(() -> status() == Status.STOPPED);
        assertThat(folder.resolve("rootfs/tmp/ran")).doesNotExist();
    }

    @Test
    void a_start_is_over_when_the_program_is_executed() throws IOException {
        start("sleep", "60");

        long pid = runtime().state(id).pid().orElseThrow();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/comm"))).isEqualTo("sleep\n");
    }

    @Test
    void a_pid_file_of_the_users_gets_the_pid() throws IOException {
        Path file = folder.resolve("the-pid");
        create(CreateOptions.defaults().withPidFile(file), "sleep", "60");

        assertThat(file).hasContent(Long.toString(runtime().state(id).pid().orElseThrow()));
    }
}
