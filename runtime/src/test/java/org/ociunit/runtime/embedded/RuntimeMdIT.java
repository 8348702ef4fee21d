package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** What runtime.md says of the verbs, beside what every runtime is held to. */
class RuntimeMdIT extends RuntimeFixture {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @Test
    @DisplayName("runtime.md#lifecycle 2: the program does not run before start")
    void the_program_does_not_run_before_the_start() {
        create("touch", "/tmp/ran");
        assertThat(folder.resolve("rootfs/tmp/ran")).doesNotExist();

        runtime().start(id);

        runtime().waitFor(id, SOON);
        assertThat(folder.resolve("rootfs/tmp/ran")).exists();
    }

    @Test
    @DisplayName("runtime.md#lifecycle 2: what is changed in config.json after create changes nothing")
    void a_configuration_that_is_changed_after_create_changes_nothing() throws IOException {
        create("echo", "old");
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"old\"", "\"new\""));

        runtime().start(id);

        runtime().waitFor(id, SOON);
        assertThat(stdout.whole()).isEqualTo("old\n");
    }

    @Test
    @DisplayName("runtime.md#lifecycle 2: nor does a bundle that has gone")
    void a_bundle_whose_configuration_has_gone_is_started_and_deleted_all_the_same() throws IOException {
        create("echo", "old");
        Files.delete(folder.resolve("config.json"));

        runtime().start(id);
        runtime().waitFor(id, SOON);
        runtime().delete(id, DeleteOptions.defaults());

        assertThat(stdout.whole()).isEqualTo("old\n");
    }

    @Test
    @DisplayName("runtime.md#start: process is not required before, and an error then")
    void a_container_without_a_process_is_created_and_its_start_is_refused() {
        create(spec -> spec.withProcess(null));
        assertThat(status()).isEqualTo(Status.CREATED);

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not start container %s.
                        Why: its configuration has no process, which is what start runs.
                        Fix: create it with one.""".formatted(id));
        assertThat(status()).isEqualTo(Status.CREATED);
        assertThat(exec("sh", "-c", "exit 3").waitFor(SOON).code()).isEqualTo(3);

        runtime().kill(id, Signal.KILL);
        await().atMost(SOON).until(() -> status() == Status.STOPPED);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"HUP", "2", "QUIT", "SIGUSR1", "sigusr2", "TERM", "018", "WINCH", "RTMIN", "64"})
    @DisplayName("runtime.md#kill: the signal is sent to the container process")
    void every_signal_arrives_as_it_is_named(String text) {
        Signal signal = Signal.of(text.replaceFirst("^0", ""));
        start("sh", "-c", "trap 'echo got; exit 9' " + signal.number() + "; echo ready; while :; do sleep 0.02; done");
        await().atMost(SOON).until(() -> stdout.size() > 0);

        runtime().kill(id, signal);

        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(9);
        assertThat(stdout.whole()).isEqualTo("ready\ngot\n");
    }

    @Test
    @DisplayName("F9: a first process that is stopped by a signal is running, and can be deleted")
    void a_container_that_is_stopped_by_a_signal_is_running_still() {
        start("sleep", "60");

        runtime().kill(id, Signal.STOP);

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(exec("true").waitFor(SOON).code()).isZero();
        runtime().delete(id, DeleteOptions.forced());
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    @DisplayName("F10: a first process that somebody else kills")
    void a_container_whose_first_process_is_killed_from_outside_is_stopped_and_can_be_deleted() {
        start("sleep", "60");

        ProcessHandle.of(runtime().state(id).pid().orElseThrow()).orElseThrow().destroyForcibly();

        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
        await().atMost(SOON).until(() -> status() == Status.STOPPED);
        runtime().delete(id, DeleteOptions.defaults());
    }

    @Test
    @DisplayName("F15: before the start, too")
    void a_container_whose_first_process_is_killed_before_the_start_cannot_be_started() {
        create("sleep", "60");
        ProcessHandle.of(runtime().state(id).pid().orElseThrow()).orElseThrow().destroyForcibly();
        await().atMost(SOON).until(() -> status() == Status.STOPPED);

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("""
                        Could not start container %s: it is stopped.
                        Why: a stopped container cannot become running.""".formatted(id));
        runtime().delete(id, DeleteOptions.defaults());
    }

    @Test
    @DisplayName("runtime.md#delete: an id can be used again, a hundred times in a row")
    void a_name_can_be_used_again_a_hundred_times() {
        Path bundle = TestBundle.in(folder, "sh", "-c", "exit 3");

        for (int round = 0; round < 100; round++) {
            assertThat(runtime().run(id, bundle, CreateOptions.defaults(), SOON).code())
                    .isEqualTo(3);
        }
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("F4: eight at once take one name, and one gets it")
    void of_eight_creates_of_one_name_one_makes_the_container() {
        Path bundle = TestBundle.in(folder, "sleep", "60");
        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(number ->
                        CompletableFuture.runAsync(() -> runtime().create(id, bundle, CreateOptions.defaults())))
                .toList();

        assertThat(all).filteredOn(one -> !failed(one)).hasSize(1);
        assertThat(all)
                .filteredOn(RuntimeMdIT::failed)
                .allSatisfy(one -> assertThatThrownBy(one::get).hasCauseInstanceOf(ContainerExistsException.class));
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    @Test
    @DisplayName("F6: deletes by force at once all succeed")
    void four_forced_deletes_at_once_all_succeed() {
        start("sleep", "60");

        List<CompletableFuture<Void>> all = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.runAsync(() -> runtime().delete(id, DeleteOptions.forced())))
                .toList();

        assertThat(all)
                .allSatisfy(one ->
                        assertThatCode(() -> one.get(20, TimeUnit.SECONDS)).doesNotThrowAnyException());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("runtime.md#delete: the bundle is not the runtime's to delete")
    void a_delete_leaves_the_bundle_and_the_pid_file_as_they_are() {
        Path file = folder.resolve("pid");
        create(CreateOptions.defaults().withPidFile(file), "touch", "/tmp/made");
        runtime().start(id);
        runtime().waitFor(id, SOON);

        runtime().delete(id, DeleteOptions.defaults());

        assertThat(file).exists();
        assertThat(folder.resolve("config.json")).exists();
        assertThat(folder.resolve("rootfs/tmp/made")).exists();
    }

    @Test
    @NeedsRoot
    @DisplayName("runtime.md#delete: without a pid namespace, too, all processes go")
    void a_container_without_a_pid_namespace_is_deleted_with_all_its_processes() {
        create(RuntimeMdIT::withoutPids, "sh", "-c", "setsid sleep 4721 & setsid sleep 4722 & echo two; exec sleep 60");
        runtime().start(id);
        await().atMost(SOON).until(() -> stdout.size() > 0);
        List<Long> processes = runtime().ps(id);
        assertThat(processes).hasSizeGreaterThanOrEqualTo(3);

        runtime().delete(id, DeleteOptions.forced());

        assertThat(processes).noneMatch(RuntimeMdIT::isAlive);
    }

    @Test
    @NeedsRoot
    @DisplayName("F18: what a first process that has ended leaves behind without a pid namespace goes with the delete")
    void what_outlives_the_first_process_goes_with_the_delete() {
        create(RuntimeMdIT::withoutPids, "sh", "-c", "setsid sleep 4723 & echo $!");
        runtime().start(id);
        assertThat(runtime().waitFor(id, SOON).code()).isZero();
        await().atMost(SOON).until(() -> status() == Status.STOPPED);
        long left = Long.parseLong(stdout.toString().strip());
        assertThat(isAlive(left)).isTrue();

        runtime().delete(id, DeleteOptions.defaults());

        assertThat(isAlive(left)).isFalse();
    }

    @Test
    @DisplayName("runtime.md#state: one id under two roots is two containers, which share nothing")
    void one_name_under_two_roots_is_two_containers() throws IOException {
        OciRuntime other = EmbeddedRuntime.at(
                Host.current().ownFolder(newFolder("other"), "rwx------").resolve("root"));
        start("sleep", "60");
        other.create(id, TestBundle.in(newFolder("bundle"), "sleep", "60"), CreateOptions.defaults());
        long mine = runtime().state(id).pid().orElseThrow();
        long theirs = other.state(id).pid().orElseThrow();
        if (Host.current().isRoot()) {
            assertThat(Files.readAllLines(Path.of("/proc/" + theirs + "/cgroup")))
                    .doesNotContainAnyElementsOf(Files.readAllLines(Path.of("/proc/" + mine + "/cgroup")).stream()
                            .filter(line -> line.contains(id.value()))
                            .toList());
        }

        other.delete(id, DeleteOptions.forced());

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(runtime().state(id).pid()).hasValue(mine);
    }

    @Test
    @DisplayName("F12: a folder without a state is nobody's container, and delete -f clears it away")
    void what_a_create_that_was_killed_at_once_leaves_can_be_deleted_by_force() throws IOException {
        Path left = Files.createDirectory(
                Host.current().runtimeFolder().resolve(EmbeddedRuntime.NAME).resolve(id.value()));
        Path bundle = TestBundle.in(folder, "true");

        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(runtime().list()).extracting(State::id).doesNotContain(id);
        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerExistsException.class);
        assertThatThrownBy(() -> runtime().delete(id, DeleteOptions.defaults()))
                .isInstanceOf(ContainerNotFoundException.class);
        runtime().delete(id, DeleteOptions.forced());

        assertThat(left).doesNotExist();
        runtime().create(id, bundle, CreateOptions.defaults());
    }

    @Test
    @DisplayName("F13: a state that is no document is told with its file")
    void a_state_that_cannot_be_read_is_told_with_its_file() throws IOException {
        create("sleep", "60");
        Path state = Host.current()
                .runtimeFolder()
                .resolve(EmbeddedRuntime.NAME)
                .resolve(id.value())
                .resolve("state.json");
        String before = Files.readString(state);
        Files.writeString(state, "");

        assertThatThrownBy(this::status).isInstanceOf(ContainerException.class).hasMessageContaining(state.toString());
        assertThatThrownBy(() -> runtime().delete(id, DeleteOptions.forced()))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(state.toString());

        Files.writeString(state, before);
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    @Test
    @DisplayName("F28: a reader that goes away ends the program, not the runtime")
    void a_program_whose_output_nobody_reads_any_more_ends() {
        Stdio gone = Stdio.to(
                new java.io.OutputStream() {
                    @Override
                    public void write(int letter) throws IOException {
                        throw new IOException("nobody reads this");
                    }
                },
                stderr);
        runtime()
                .create(
                        id,
                        TestBundle.in(folder, "yes"),
                        CreateOptions.defaults().withStdio(gone));
        runtime().start(id);

        assertThat(runtime().waitFor(id, SOON).code()).isNotZero();
    }

    private static boolean failed(CompletableFuture<Void> one) {
        try {
            one.get(60, TimeUnit.SECONDS);
            return false;
        } catch (Exception e) {
            return true;
        }
    }

    private static Spec withoutPids(Spec spec) {
        Linux linux = spec.linux();
        return spec.withLinux(linux.withNamespaces(linux.namespaces().stream()
                .filter(namespace -> !namespace.type().equals(Namespace.PID))
                .toList()));
    }

    /** A zombie that nobody reaps is dead. */
    private static boolean isAlive(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }
}
