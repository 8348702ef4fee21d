package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.PAUSED;
import static org.ociunit.lifecycle.Status.RUNNING;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.error.UnsupportedVerbException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Spec;
import org.ociunit.spec.User;

@Timeout(30)
class ContainerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path image;

    private final FakeRuntime runtime = new FakeRuntime();
    private Bundle bundle;

    @BeforeEach
    void describe() {
        bundle = Bundle.from(Image.ofDirectory(image)).on(runtime);
    }

    @Test
    void run_tells_exit_and_output_and_leaves_nothing() {
        Result result = bundle.run("print", "hello\n", "exit", "3");
        assertThat(result).exitedWith(3).hasStdout("hello\n");
        assertThat(result.timeline().statuses()).containsExactly(CREATED, RUNNING, STOPPED);
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void run_kills_at_the_deadline_and_tells_the_last_output() {
        assertThatThrownBy(() -> bundle.deadline(Duration.ofMillis(50)).run("print", "hello\n"))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageMatching("Container fake-\\d+-\\d+ did not stop\\.\n"
                        + "Why: it did not happen within 50 ms; it is running; stdout is \"hello\"\\.");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void the_end_comes_after_the_verb_that_led_to_it() {
        for (int i = 0; i < 50; i++) {
            try (Container container = bundle.start("exit", "0").await(RUNNING).await(STOPPED)) {
                assertThat(container.timeline().statuses()).containsExactly(CREATED, RUNNING, STOPPED);
                assertThat(container.timeline().events().get(2).source()).isEqualTo(Event.Source.OBSERVED);
            }
        }
    }

    @Test
    void await_fails_at_once_when_the_state_is_out_of_reach() {
        try (Container container =
                bundle.start("print", "broken\n", "exit", "7").await(STOPPED)) {
            container.exec("look").exitCode();
        } catch (IllegalTransitionException e) {
            assertThat(e).hasMessageContaining("it is stopped.");
        }
        try (Container container =
                bundle.start("print", "broken\n", "exit", "7").await(STOPPED)) {
            assertThatThrownBy(() -> container.await(PAUSED, LONG))
                    .isExactlyInstanceOf(ContainerException.class)
                    .hasMessage("Container " + container.id() + " did not become paused.\n"
                            + "Why: it exited with 7; stdout is \"broken\".");
        }
    }

    @Test
    void await_ends_at_its_deadline() {
        try (Container container = bundle.create()) {
            assertThatThrownBy(() -> container.await(RUNNING, Duration.ofMillis(30)))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessage("Container " + container.id() + " did not become running.\n"
                            + "Why: it did not happen within 30 ms; it is created; it wrote nothing.");
        }
    }

    @Test
    void a_resumed_container_is_what_it_was_before_the_pause() {
        try (Container container = bundle.create()) {
            container.pause().resume().await(CREATED).start().pause().resume().await(RUNNING);
            assertThat(container.timeline().statuses())
                    .containsExactly(CREATED, PAUSED, CREATED, RUNNING, PAUSED, RUNNING);
            assertThat(container).timeline().isLegal();
        }
    }

    @Test
    void a_verb_that_fails_leaves_no_trace() {
        try (Container container = bundle.start()) {
            assertThatThrownBy(container::start)
                    .isInstanceOf(IllegalTransitionException.class)
                    .hasMessage("Could not start container " + container.id() + ": it is running.\n"
                            + "Why: a running container cannot become running.");
            assertThat(container.timeline().events()).hasSize(2);
        }
    }

    @Test
    void what_the_program_writes_is_on_the_timeline_beside_the_states() {
        try (Container container = bundle.readyWhen(Ready.logLine("hello")).start("print", "hello\n")) {
            assertThat(container.exec("print", "of a program of its own", "exit", "0"))
                    .succeeded();
            container.kill(Signal.KILL).await(STOPPED);
            assertThat(container.timeline().events())
                    .extracting(Event::what)
                    .contains("created", "running", "stdout: hello", "stopped")
                    .doesNotContain("stdout: of a program of its own");
        }
    }

    @Test
    void a_result_takes_a_stopped_container() {
        try (Container container = bundle.start()) {
            assertThatThrownBy(container::result)
                    .hasMessage("Could not tell the result of container " + container.id() + ": it is running.");
            container.kill(Signal.KILL).await(STOPPED);
            assertThat(container.result()).wasKilledBy(Signal.KILL);
        }
    }

    @Test
    void start_waits_until_the_container_is_of_use() {
        Bundle server = bundle.readyWhen(Ready.logLine("start(ed|ing)"));
        try (Container container = server.start("print", "now starting\n")) {
            assertThat(container).isRunning();
        }
        assertThatThrownBy(() -> server.start("print", "broken\n", "exit", "1"))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessageMatching(
                        "Container .* did not become ready: a line like \"start\\(ed\\|ing\\)\" was written\\.\n"
                                + "Why: it exited with 1; stdout is \"broken\"\\.");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void start_waits_no_longer_than_the_deadline() {
        Bundle never = bundle.readyWhen(Ready.when("it is ready", container -> false));
        assertThatThrownBy(() -> never.deadline(Duration.ofMillis(50)).start().close())
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageMatching("Container .* did not become ready: it is ready\\.\n"
                        + "Why: it did not happen within 50 ms; it is running; it wrote nothing\\.");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void ready_asks_a_program_without_a_trace() {
        try (Container container = bundle.start()) {
            container.await(Ready.exec("exit", "0"));
            assertThatThrownBy(() -> container.await(Ready.exec("exit", "1"), Duration.ofMillis(250)))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageStartingWith(
                            "Container " + container.id() + " did not become ready: \"exit 1\" ended with 0.\n");
            assertThat(container.timeline().events()).hasSize(2);
            assertThat(runtime.executed()).hasSizeBetween(3, 6);
        }
    }

    @Test
    void exec_takes_over_what_the_command_does_not_say() {
        Command command =
                Command.of("print", "x", "exit", "4").env("A", "2").cwd("/tmp").user("7:8");
        try (Container container = bundle.env("A", "1").env("B", "1").start()) {
            assertThat(container.exec(command)).exitedWith(4).hasStdout("x");
            assertThat(container.timeline().events())
                    .last()
                    .extracting(Event::what)
                    .isEqualTo("exec print x exit 4");
            ContainerProcess process = runtime.executed().get(0);
            assertThat(process.env()).contains("A=2", "B=1").doesNotContain("A=1");
            assertThat(process.cwd()).isEqualTo("/tmp");
            assertThat(process.user()).isEqualTo(User.of(7, 8));
        }
    }

    @Test
    void exec_kills_at_the_deadline() {
        try (Container container = bundle.start()) {
            assertThatThrownBy(
                            () -> container.exec(Command.of("print", "hello\n").deadline(Duration.ofMillis(20))))
                    .hasMessage("Program \"print hello\n\" in container " + container.id() + " did not end.\n"
                            + "Why: it did not happen within 20 ms; it has been killed; stdout is \"hello\".");
        }
    }

    @Test
    void the_configuration_has_what_the_sentence_says_in_its_order() {
        Bundle described = bundle.args("print", "default")
                .hostname("web")
                .mount(Mounts.tmpfs("/etc/hosts"))
                .memory(Bytes.mebibytes(64))
                .pids(20)
                .readOnlyRoot()
                .user("1000")
                .spec(spec -> spec.withDomainname(
                        spec.hostname() + "." + spec.process().args().get(0)));
        try (Container container = described.create("exit", "0")) {
            Spec spec = runtime.spec(container.id());
            assertThat(spec.process().args()).containsExactly("exit", "0");
            assertThat(spec.process().terminal()).isFalse();
            assertThat(spec.process().user()).isEqualTo(User.of(1000, 0));
            assertThat(spec.domainname()).isEqualTo("web.exit");
            assertThat(spec.root().readonly()).isTrue();
            assertThat(spec.linux().resources().memory().limit()).isEqualTo(64L << 20);
            assertThat(spec.linux().resources().memory().swap()).isEqualTo(64L << 20);
            assertThat(spec.linux().resources().pids().limit()).isEqualTo(20);
            assertThat(spec.mounts())
                    .extracting(Mount::destination)
                    .endsWith("/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/hosts");
            assertThat(container.folder().resolve("hostname")).hasContent("web\n");
        }
    }

    @Test
    void users_are_found_by_the_images_own_names() throws Exception {
        Files.createDirectory(image.resolve("etc"));
        Files.writeString(image.resolve("etc/passwd"), "root:x:0:0::/:\nweb:x:33:34::/:\n");
        Files.writeString(image.resolve("etc/group"), "staff:x:50:\n");
        assertThat(userOf("web")).isEqualTo(User.of(33, 34));
        assertThat(userOf("33")).isEqualTo(User.of(33, 34));
        assertThat(userOf("web:staff")).isEqualTo(User.of(33, 50));
        assertThatThrownBy(() -> userOf("nobody")).hasMessage("""
                Could not use user "nobody".
                Why: the image's /etc/passwd and /etc/group have no "nobody".
                Fix: name one that they have, or give numbers, such as 1000:1000.""");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void users_are_found_whatever_the_encoding_of_the_images_files() throws Exception {
        Files.createDirectory(image.resolve("etc"));
        byte[] latin = "web:x:33:34:J\u00f6rg:/:\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(image.resolve("etc/passwd"), latin);
        Files.writeString(image.resolve("etc/group"), "m\u00fcll:x:50:\n");
        assertThat(userOf("web")).isEqualTo(User.of(33, 34));
        assertThat(userOf("web:m\u00fcll")).isEqualTo(User.of(33, 50));
    }

    private User userOf(String name) {
        try (Container container = bundle.user(name).create("exit", "0")) {
            return runtime.spec(container.id()).process().user();
        }
    }

    @Test
    void a_container_that_cannot_start_is_closed_and_the_failure_kept() {
        assertThatThrownBy(() -> bundle.on(new FakeRuntime().refusingToStart()).start())
                .hasMessageEndingWith("Why: it was told not to.");
    }

    @Test
    void what_a_condition_or_a_change_throws_leaves_nothing() throws Exception {
        Ready broken = Ready.when("it is ready", container -> {
            throw new AssertionError("on purpose");
        });
        assertThatThrownBy(() -> bundle.readyWhen(broken).start().close()).hasMessage("on purpose");
        assertThat(runtime.list()).isEmpty();
        Bundle changed = bundle.spec(spec -> {
            throw new AssertionError("on purpose");
        });
        assertThatThrownBy(() -> changed.create("exit", "0").close()).hasMessage("on purpose");
        try (Stream<Path> left = Files.list(Host.current().bundleFolder())) {
            assertThat(left.filter(path -> path.getFileName()
                            .toString()
                            .startsWith("fake-" + ProcessHandle.current().pid() + "-")))
                    .isEmpty();
        }
    }

    @Test
    void every_adjective_returns_another_bundle_and_leaves_the_first() {
        Spec before = bundle.spec();
        assertThat(bundle.hostname("web").env("A", "1").readOnlyRoot().spec()).isNotEqualTo(before);
        assertThat(bundle.spec()).isEqualTo(before);
    }

    @Test
    void new_limits_are_handed_to_the_runtime_and_noted() {
        LinuxResources limits = LinuxResources.empty().withPids(Pids.of(7));
        try (Container container = bundle.start()) {
            assertThat(container.update(limits)).isSameAs(container);
            assertThat(runtime.limits(container.id())).contains(limits);
            assertThat(container.timeline().events())
                    .last()
                    .extracting(Event::what)
                    .isEqualTo("update");
            container.await(RUNNING);
        }
    }

    @Test
    void what_the_runtime_tells_is_told() {
        try (Container container = bundle.start()) {
            assertThat(container.stats().memoryUsage()).hasValue(4096);
            assertThat(container.pids()).containsExactly(1L);
            container.kill(Signal.KILL).await(STOPPED);
            assertThatThrownBy(container::stats).isInstanceOf(IllegalTransitionException.class);
            assertThatThrownBy(container::pids).isInstanceOf(IllegalTransitionException.class);
            assertThatThrownBy(() -> container.update(LinuxResources.empty()))
                    .isInstanceOf(IllegalTransitionException.class);
            assertThat(container.timeline().statuses()).containsExactly(CREATED, RUNNING, STOPPED);
        }
    }

    @Test
    void a_restarted_container_is_a_new_one_of_the_same_sentence() throws Exception {
        Container first = bundle.readyWhen(Ready.logLine("up")).start("print", "up\n");
        Files.writeString(first.root().resolve("mark"), "first");
        try (Container second = first.restart()) {
            assertThat(first).isGone().leftNothingBehind();
            assertThat(second).isRunning().wentThrough(CREATED, RUNNING);
            assertThat(second.id()).isNotEqualTo(first.id());
            assertThat(second.bundle()).isSameAs(first.bundle());
            assertThat(second.spec().process().args()).containsExactly("print", "up\n");
            assertThat(second.stdout().text()).isEqualTo("up\n");
            assertThat(second.root().resolve("mark")).doesNotExist();
            try (Container third = second.kill(Signal.KILL).await(STOPPED).restart()) {
                assertThat(third).isRunning();
            }
            assertThat(second).isGone();
        }
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void a_restart_that_fails_leaves_nothing() {
        Container container = bundle.on(runtime).start();
        runtime.refusingToStart();
        assertThatThrownBy(() -> container.restart().close()).hasMessageEndingWith("Why: it was told not to.");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void a_container_that_is_made_again_has_the_name_of_the_first_one_and_nothing_else_of_it() throws Exception {
        Container first = bundle.start("print", "first\n");
        Files.writeString(first.root().resolve("mark"), "first");
        try (Container second = first.recreate("print", "second\n")) {
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second).hasStatus(CREATED).wentThrough(CREATED);
            assertThat(second.start().stdout().text()).isEqualTo("second\n");
            assertThat(second.root().resolve("mark")).doesNotExist();
            assertThat(Container.unclosed()).doesNotContain(first).contains(second);
        }
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void what_is_asked_of_a_container_is_not_answered_by_the_next_one_of_its_name() {
        Container first = bundle.start();
        try (Container second = first.recreate()) {
            assertThatThrownBy(() -> first.kill(Signal.KILL)).isInstanceOf(ContainerNotFoundException.class);
            assertThatThrownBy(() -> first.exec("true")).isInstanceOf(ContainerNotFoundException.class);
            assertThatThrownBy(() -> first.recreate().close())
                    .isInstanceOf(ContainerNotFoundException.class)
                    .hasMessage("""
                            Could not recreate container %s.
                            Why: fake knows no container of this name.""".formatted(first.id()));
            assertThat(first).isGone();
            assertThat(second).hasStatus(CREATED).wentThrough(CREATED);
        }
    }

    @Test
    void a_container_whose_hooks_are_java_code_is_not_read_back(@TempDir Path disk) {
        try (Container container = bundle.hook(HookKind.POSTSTOP, state -> {}).create()) {
            assertThatThrownBy(
                            () -> container.restore(RestoreOptions.from(disk)).close())
                    .hasMessage("""
                            Could not restore container %s.
                            Why: its hooks are Java code, which is called in one life only.
                            Fix: let programs be its hooks.""".formatted(container.id()));
            assertThat(container).hasStatus(CREATED);
        }
    }

    @Test
    void a_checkpoint_and_a_restore_that_the_runtime_does_not_have_change_nothing(@TempDir Path disk) {
        try (Container container = bundle.start()) {
            assertThatThrownBy(() -> container.checkpoint(CheckpointOptions.to(disk)))
                    .isInstanceOf(UnsupportedVerbException.class);
            assertThatThrownBy(
                            () -> container.restore(RestoreOptions.from(disk)).close())
                    .isInstanceOf(UnsupportedVerbException.class);
            assertThat(container).isRunning().wentThrough(CREATED, RUNNING);
            assertThat(Container.unclosed()).contains(container);
        }
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void what_has_been_closed_is_not_read_back(@TempDir Path disk) {
        Container container = bundle.start();
        container.close();

        assertThatThrownBy(() -> container.restore(RestoreOptions.from(disk)).close())
                .isInstanceOf(ContainerNotFoundException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: fake knows no container of this name.""".formatted(container.id()));
    }

    @Test
    void closing_twice_is_closing_once() {
        Container container = bundle.start();
        container.close();
        container.close();
        assertThat(container).isGone().leftNothingBehind();
    }

    @Test
    void a_wait_that_is_interrupted_says_so_and_keeps_the_flag() {
        try (Container container = bundle.create()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> container.await(RUNNING, LONG))
                    .hasMessage(
                            "Could not wait for container " + container.id() + ".\nWhy: the thread was interrupted.");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
