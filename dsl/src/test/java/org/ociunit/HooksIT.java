package org.ociunit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Event;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.NativeProgram;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.spec.Hook;
import org.ociunit.spec.IdMapping;

/** Hooks as an installed runtime runs them, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(60)
class HooksIT {
    private static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException() {
            super("out of order");
        }
    }

    private static final HookCallback BROKEN = state -> {
        throw new BrokenException();
    };

    private final Bundle bundle = Bundle.from(Image.host());

    @Test
    void hooks_of_all_kinds_call_back_in_their_order() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Bundle hooked = bundle.args("sh", "-c", "echo ran; sleep 60");
        for (HookKind kind : HookKind.values()) {
            hooked = hooked.hook(kind, state -> calls.add(kind + " 1")).hook(kind, state -> calls.add(kind + " 2"));
        }
        try (Container container = hooked.create()) {
            Assertions.assertThat(calls)
                    .startsWith(
                            "prestart 1",
                            "prestart 2",
                            "createRuntime 1",
                            "createRuntime 2",
                            "createContainer 1",
                            "createContainer 2")
                    .doesNotContain("startContainer 1", "poststop 1");
            container.start();
            Assertions.assertThat(calls)
                    .containsSubsequence("createContainer 2", "startContainer 1", "startContainer 2")
                    // runc 1.1.5 runs them at the end of create.
                    .containsSubsequence("createContainer 2", "poststart 1", "poststart 2")
                    .doesNotContain("poststop 1");
        }
        Assertions.assertThat(calls).hasSize(12).endsWith("poststop 1", "poststop 2");
    }

    @Test
    void hooks_are_on_the_timeline_from_their_beginnings_to_their_ends() {
        Bundle hooked = bundle.hook(HookKind.CREATE_RUNTIME, state -> {})
                .hook(HookKind.CREATE_RUNTIME, Hook.of("/bin/true", "true"))
                .hook(HookKind.START_CONTAINER, state -> {})
                .hook(HookKind.POSTSTOP, BROKEN);
        Container container = hooked.start();
        assertThat(container)
                .timeline()
                .ranHooksInOrder(HookKind.CREATE_RUNTIME, HookKind.START_CONTAINER)
                .isLegal();
        assertThatThrownBy(container::close).hasCauseInstanceOf(BrokenException.class);

        List<String> events = container.timeline().events().stream()
                .map(Event::what)
                .filter(what -> !what.equals("running")) // before or after the hook that start waits for
                .toList();
        Assertions.assertThat(events)
                .containsSubsequence(
                        "hook createRuntime",
                        "hook createRuntime ended",
                        "hook createRuntime: /bin/true",
                        "created",
                        "hook startContainer",
                        "hook startContainer ended",
                        "hook poststop",
                        "hook poststop failed: org.ociunit.HooksIT$BrokenException: out of order");
        Assertions.assertThat(container.timeline().hooks())
                .containsExactly("createRuntime", "startContainer", "poststop");
    }

    /** Not those of startContainer: the verb start is over before they begin. */
    @Test
    @NeedsRunc
    void hooks_that_are_programs_are_on_the_timeline_when_they_must_have_run() {
        Bundle hooked = bundle.on(Runtimes.installed("runc"));
        for (HookKind kind : HookKind.values()) {
            hooked = hooked.hook(kind, Hook.of("/bin/true", "true"));
        }
        Container container = hooked.start();
        container.close();

        Assertions.assertThat(container.timeline().events())
                .filteredOn(event -> event.kind() == Event.Kind.HOOK)
                .allSatisfy(event -> Assertions.assertThat(event.source()).isEqualTo(Event.Source.IMPLIED))
                .extracting(Event::what)
                .containsExactly(
                        "hook prestart: /bin/true",
                        "hook createRuntime: /bin/true",
                        "hook createContainer: /bin/true",
                        "hook poststart: /bin/true",
                        "hook poststop: /bin/true");
        Assertions.assertThat(container.timeline().hooks()).isEmpty();
    }

    @Test
    void a_hook_is_told_the_state() {
        Map<HookKind, State> states = new ConcurrentHashMap<>();
        Bundle hooked = bundle.annotation("com.example.test", "mine");
        for (HookKind kind : HookKind.values()) {
            hooked = hooked.hook(kind, state -> states.put(kind, state));
        }
        Container container = hooked.start();
        long pid = container.state().pid().orElseThrow();
        container.close();
        Assertions.assertThat(states).hasSize(6);
        Assertions.assertThat(states.values()).allSatisfy(state -> {
            Assertions.assertThat(state.id()).isEqualTo(container.id());
            Assertions.assertThat(state.bundle()).isEqualTo(container.folder());
            Assertions.assertThat(state.annotations()).containsEntry("com.example.test", "mine");
        });
        Assertions.assertThat(states.get(HookKind.CREATE_RUNTIME).pid()).hasValue(pid);
        Assertions.assertThat(states.get(HookKind.START_CONTAINER).pid()).hasValue(1);
        Assertions.assertThat(states.get(HookKind.POSTSTOP).status()).isEqualTo(STOPPED);
    }

    @Test
    void a_hook_that_is_a_program_runs_with_the_state(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Hook hook = Hook.of("/bin/sh", "sh", "-c", "cat > " + log);
        assertThat(bundle.hook(HookKind.CREATE_RUNTIME, hook).run("true")).succeeded();
        Assertions.assertThat(Files.readString(log)).contains("\"bundle\":");
    }

    @ParameterizedTest
    @EnumSource(
            value = HookKind.class,
            names = {"PRESTART", "CREATE_RUNTIME", "CREATE_CONTAINER"})
    void what_a_hook_of_create_throws_is_told_by_create(HookKind kind) {
        List<String> gone = new CopyOnWriteArrayList<>();
        Bundle hooked = bundle.hook(kind, BROKEN).hook(HookKind.POSTSTOP, state -> gone.add("poststop"));
        assertThatThrownBy(() -> hooked.create().close())
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("org.ociunit.HooksIT$BrokenException: out of order")
                .satisfies(failure -> Assertions.assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOf(BrokenException.class));
        Assertions.assertThat(gone).containsExactly("poststop");
    }

    @Test
    void what_a_hook_of_start_throws_is_told_by_start() {
        Bundle hooked = bundle.hook(HookKind.START_CONTAINER, BROKEN);
        try (Container container = hooked.create("sh", "-c", "echo ran")) {
            assertThatThrownBy(container::start)
                    .isInstanceOf(ContainerException.class)
                    .hasMessageStartingWith("Could not start container " + container.id() + ".\nWhy: ")
                    .satisfies(failure -> Assertions.assertThat(told(failure)).isInstanceOf(BrokenException.class));
            container.await(STOPPED);
            assertThat(container).stdout().isEmpty();
        }
    }

    @Test
    void what_a_hook_after_start_throws_is_told_by_the_verb_that_ran_it() {
        Bundle hooked = bundle.hook(HookKind.POSTSTART, BROKEN);
        assertThatThrownBy(() -> hooked.start().close())
                .satisfies(failure -> Assertions.assertThat(told(failure)).isInstanceOf(BrokenException.class));
    }

    /** A failure that the runtime tells suppresses it, and one that it does not tell has it for its cause. */
    private static Throwable told(Throwable failure) {
        return failure.getCause() == null ? failure.getSuppressed()[0] : failure.getCause();
    }

    @Test
    void what_a_hook_after_the_end_throws_is_told_once_all_is_gone() {
        Container container = bundle.hook(HookKind.POSTSTOP, BROKEN).start();
        assertThatThrownBy(container::close)
                .isInstanceOf(ContainerException.class)
                .hasMessage("Container " + container.id() + " is deleted, but a hook failed.\n"
                        + "Why: its hook poststop threw org.ociunit.HooksIT$BrokenException: out of order")
                .hasCauseInstanceOf(BrokenException.class);
        assertThat(container).leftNothingBehind();
        container.close();
    }

    @Test
    void a_failed_assertion_is_not_lost() {
        Bundle hooked = bundle.hook(
                HookKind.CREATE_RUNTIME,
                state -> Assertions.assertThat(state.annotations()).isNotEmpty());
        assertThatThrownBy(() -> hooked.run("true"))
                .satisfies(failure -> Assertions.assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOf(AssertionError.class));
    }

    @Test
    void a_hook_that_takes_too_long_is_interrupted_and_fails() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Bundle hooked = bundle.hook(HookKind.CREATE_RUNTIME, state -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThatThrownBy(() -> hooked.run("true"))
                .isInstanceOf(ContainerException.class)
                .satisfies(failure -> Assertions.assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                DeadlineExceededException.class,
                                late -> Assertions.assertThat(late.deadline()).isEqualTo(Duration.ofSeconds(10))));
        Assertions.assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void containers_beside_each_other_call_back_their_own() {
        List<String> ids = IntStream.range(0, 6)
                .parallel()
                .mapToObj(number -> {
                    List<String> called = new CopyOnWriteArrayList<>();
                    Bundle hooked = bundle.hook(
                                    HookKind.CREATE_RUNTIME,
                                    state -> called.add(state.id().value()))
                            .hook(
                                    HookKind.START_CONTAINER,
                                    state -> called.add(state.id().value()));
                    try (Container container = hooked.start()) {
                        called.removeIf(container.id().value()::equals);
                        return called.toString();
                    }
                })
                .toList();
        Assertions.assertThat(ids).hasSize(6).containsOnly("[]");
    }

    @Test
    void a_hook_works_on_a_read_only_root_and_under_a_filter() {
        List<String> calls = new CopyOnWriteArrayList<>();
        Bundle hooked = bundle.readOnlyRoot()
                .defaultSeccomp()
                .dropAllCapabilities()
                .hook(HookKind.START_CONTAINER, state -> calls.add("called"));
        assertThat(hooked.run("true")).succeeded();
        Assertions.assertThat(calls).containsExactly("called");
    }

    @Test
    @NeedsRoot
    void hooks_call_back_from_a_container_whose_root_is_nobody_here() {
        IdMapping range = IdMapping.of(0, 231_072, 65_536);
        List<String> calls = new CopyOnWriteArrayList<>();
        Bundle hooked = bundle.idMap(range).user("1000:1000");
        for (HookKind kind : HookKind.values()) {
            hooked = hooked.hook(kind, state -> calls.add(kind.toString()));
        }
        assertThat(hooked.run("id", "-u")).hasStdout("1000\n");
        Assertions.assertThat(calls).hasSize(6);
    }

    @Test
    void the_program_fails_where_nobody_listens(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("socket"));
        Assertions.assertThat(verdict(folder))
                .isEqualTo("1 hook: the JVM that made the container cannot be reached: Connection refused");
    }

    @Test
    void the_program_fails_when_the_jvm_goes_without_an_answer(@TempDir Path folder) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            Thread gone = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            gone.start();
            Assertions.assertThat(verdict(folder)).startsWith("1 hook: the JVM that made the container");
            gone.join();
        }
    }

    private static String verdict(Path folder) throws Exception {
        Path program = NativeProgram.HOOK.copyTo(folder.resolve("hook"));
        Process process =
                new ProcessBuilder(program.toString(), folder.resolve("socket").toString()).start();
        process.getOutputStream().close();
        Assertions.assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + process.errorReader().readLine();
    }
}
