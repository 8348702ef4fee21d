package org.ociunit.runtime.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** What config.md and runtime.md have to say about hooks. */
class HooksIT extends RuntimeFixture {
    private static final List<String> KINDS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @Test
    @DisplayName("config.md#hooks; runtime.md#lifecycle 3-13: hooks are called in their order, kind by kind")
    void hooks_are_called_in_their_order_kind_by_kind() throws IOException {
        create(hooks(kind -> List.of(logging(kind, kind + " 1"), logging(kind, kind + " 2"))), "sleep", "60");
        assertThat(log())
                .containsExactly(
                        "prestart 1",
                        "prestart 2",
                        "createRuntime 1",
                        "createRuntime 2",
                        "createContainer 1",
                        "createContainer 2");

        runtime().start(id);
        assertThat(log().subList(6, log().size()))
                .containsExactly("startContainer 1", "startContainer 2", "poststart 1", "poststart 2");

        runtime().delete(id, DeleteOptions.forced());
        assertThat(log().subList(10, log().size())).containsExactly("poststop 1", "poststop 2");
    }

    @Test
    @DisplayName("config.md#startContainer: the hooks come before the program")
    void the_program_comes_after_the_start_container_hooks() throws IOException {
        create(
                spec -> spec.withHooks(Hooks.empty().withStartContainer(List.of(logging("startContainer", "hook")))),
                "sh",
                "-c",
                "echo program >> /tmp/log");
        runtime().start(id);
        runtime().waitFor(id, SOON);

        assertThat(log()).containsExactly("hook", "program");
    }

    @Test
    @DisplayName("config.md#hooks: the state comes over standard input, as it is at that moment")
    void each_hook_gets_the_state_of_that_moment_with_the_pid_as_it_sees_it() throws IOException {
        create(
                spec -> hooks(kind -> List.of(script(kind, "cat > $0/" + kind)))
                        .apply(spec.withAnnotations(Map.of("org.example.key", "a value"))),
                "sleep",
                "60");
        long pid = runtime().state(id).pid().orElseThrow();
        runtime().start(id);
        runtime().delete(id, DeleteOptions.forced());

        assertThat(told("prestart")).isEqualTo(state("creating", "\"pid\":" + pid + ","));
        assertThat(told("createRuntime")).isEqualTo(state("creating", "\"pid\":" + pid + ","));
        assertThat(told("createContainer")).isEqualTo(state("creating", "\"pid\":1,"));
        assertThat(told("startContainer")).isEqualTo(state("created", "\"pid\":1,"));
        assertThat(told("poststart")).isEqualTo(state("running", "\"pid\":" + pid + ","));
        assertThat(told("poststop")).isEqualTo(state("stopped", ""));
    }

    @Test
    @DisplayName(
            "config.md#hooks: the runtime's namespaces, but for createContainer and startContainer the container's")
    void hooks_run_in_the_namespaces_of_their_kind() throws IOException {
        create(hooks(kind -> List.of(script(kind, "readlink /proc/self/ns/mnt > $0/" + kind))), "sleep", "60");
        String inside = Files.readSymbolicLink(
                        Path.of("/proc", Long.toString(runtime().state(id).pid().orElseThrow()), "ns/mnt"))
                .toString();
        String outside = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();
        runtime().start(id);
        runtime().delete(id, DeleteOptions.forced());

        assertThat(inside).isNotEqualTo(outside);
        assertThat(KINDS)
                .map(kind -> told(kind).strip())
                .containsExactly(outside, outside, inside, inside, outside, outside);
    }

    @Test
    @DisplayName("config.md#startContainer: its program may be an image's, which nobody has to trust")
    void a_start_container_hook_may_do_no_more_than_the_process() throws IOException {
        Hook hook = script("startContainer", "grep -E 'CapEff|NoNewPrivs' /proc/self/status > $0/startContainer");
        create(spec -> spec.withHooks(Hooks.empty().withStartContainer(List.of(hook))), "sleep", "60");
        runtime().start(id);

        assertThat(told("startContainer")).isEqualTo("CapEff:\t0000000020000420\nNoNewPrivs:\t1\n");
    }

    @Test
    @DisplayName("config.md#createContainer: its path is resolved where the runtime is, before pivot_root")
    void a_create_container_hook_is_a_program_of_the_runtimes_root_and_one_of_start_container_of_the_containers()
            throws IOException {
        Path outside = executable(folder.resolve("only-outside"), "#!/bin/sh\necho outside > " + folder + "/told\n");
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withHooks(Hooks.empty()
                        .withCreateContainer(List.of(Hook.of(outside.toString(), "hook")))
                        .withStartContainer(List.of(Hook.of("/tmp/only-inside", "hook")))),
                "sleep",
                "60");
        executable(folder.resolve("rootfs/tmp/only-inside"), "#!/bin/sh\necho inside > /tmp/told\n");

        runtime().create(id, bundle, CreateOptions.defaults());
        assertThat(folder.resolve("told")).hasContent("outside");

        runtime().start(id);
        assertThat(folder.resolve("rootfs/tmp/told")).hasContent("inside");
    }

    @Test
    @DisplayName("config.md#hooks says nothing of the working directory; it is where runc has it")
    void hooks_start_in_the_bundle_and_those_of_the_container_in_its_root() {
        create(hooks(kind -> List.of(script(kind, "pwd > $0/" + kind))), "sleep", "60");
        runtime().start(id);
        runtime().delete(id, DeleteOptions.forced());

        assertThat(KINDS)
                .map(kind -> told(kind).strip())
                .containsExactly(
                        folder.toString(),
                        folder.toString(),
                        folder.resolve("rootfs").toString(),
                        "/",
                        folder.toString(),
                        folder.toString());
    }

    @Test
    @DisplayName("config.md#hooks: env as with environ(7), and none is an empty one")
    void the_environment_is_what_the_hook_has_and_nothing_else() {
        create(
                hooks(kind -> List.of(
                        copying(kind, "environ", kind).withEnv(List.of("A=1", "B=two words")),
                        copying(kind, "environ", kind + "-none"))),
                "sleep",
                "60");
        runtime().start(id);
        runtime().delete(id, DeleteOptions.forced());

        assertThat(KINDS).map(this::told).containsOnly("A=1\0B=two words\0");
        assertThat(KINDS)
                .filteredOn(kind -> !kind.equals("startContainer"))
                .map(kind -> told(kind + "-none"))
                .containsOnly("");
    }

    @Test
    @DisplayName("config.md#hooks says nothing of env that is not there; it is what runc has")
    void a_start_container_hook_without_an_environment_has_that_of_the_process() {
        create(
                spec -> spec.withHooks(
                                Hooks.empty().withStartContainer(List.of(copying("startContainer", "environ", "told"))))
                        .withProcess(spec.process().withEnv(List.of("A=1", "B=2", "A=3"))),
                "/bin/sleep",
                "60");
        runtime().start(id);

        assertThat(told("told")).isEqualTo("B=2\0A=3\0HOME=/\0");
    }

    @Test
    @DisplayName("config.md#hooks: args as with execv(3)")
    void the_first_argument_is_the_hooks_name_and_the_path_where_there_is_none() {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withPrestart(List.of(
                                copying("prestart", "cmdline", "given"),
                                new Hook(argumentTeller().toString(), null, null, null, Map.of())))),
                "sleep",
                "60");

        assertThat(told("given")).isEqualTo("copy\0/proc/self/cmdline\0" + folder.resolve("rootfs/tmp/given") + "\0");
        assertThat(told("absent")).isEqualTo("/bin/sh\0" + folder.resolve("teller") + "\0");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    @DisplayName("runtime.md#lifecycle 3-5, 12, 13: error, stop, destroy, poststop")
    void a_hook_that_fails_fails_the_create_which_leaves_nothing_and_calls_poststop(String kind) throws IOException {
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withHooks(with(
                        with(
                                Hooks.empty(),
                                kind,
                                List.of(script(kind, "echo hook says no >&2; exit 3"), logging(kind, "second"))),
                        "poststop",
                        List.of(script("poststop", "cat > $0/poststop"), logging("poststop", "poststop")))),
                "sleep",
                "60");

        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not create container %s.
                        Why: hook /bin/sh (hooks.%s[0]) exited with 3: hook says no""".formatted(id, kind));
        assertThat(log()).containsExactly("poststop");
        assertThat(told("poststop"))
                .isEqualTo("{\"ociVersion\":\"1.0.2\",\"id\":\"" + id + "\",\"status\":\"stopped\",\"bundle\":\""
                        + folder + "\",\"annotations\":{}}");
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("runtime.md#errors: what was not begun needs no end")
    void a_create_that_is_refused_by_the_rules_calls_no_hook() {
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withHooks(Hooks.empty().withPoststop(List.of(logging("poststop", "poststop"))))
                        .withOciVersion("banana"),
                "true");

        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class);
        assertThat(folder.resolve("rootfs/tmp/log")).doesNotExist();
    }

    @Test
    @DisplayName("runtime.md#lifecycle 7: startContainer that fails is an error, the program never runs, poststop does")
    void a_start_container_hook_that_fails_is_told_and_the_next_ones_are_not_called() throws IOException {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withStartContainer(List.of(
                                script("startContainer", "echo no >&2; exit 4"), logging("startContainer", "second")))
                        .withPoststart(List.of(logging("poststart", "poststart")))
                        .withPoststop(List.of(logging("poststop", "poststop")))),
                "sh",
                "-c",
                "echo program >> /tmp/log");

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not start container %s.
                        Why: hook /bin/sh (hooks.startContainer[0]) exited with 4: no""".formatted(id));
        await().atMost(SOON).until(() -> status() == Status.STOPPED);
        runtime().delete(id, DeleteOptions.defaults());
        assertThat(log()).containsExactly("poststop");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1.0.0", "1.0.2-dev", "1.1.0", "1.2.1"})
    @DisplayName("runtime.md#lifecycle 9, up to 1.2: poststart that fails is a warning, and all goes on")
    void a_poststart_hook_that_fails_is_a_warning_by_the_specifications_up_to_1_2(String version) throws IOException {
        create(failingPoststart(version), "sleep", "60");

        runtime().start(id);

        assertThat(status()).isEqualTo(Status.RUNNING);
        assertThat(log()).containsExactly("second");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1.3.0", "1.3.1-dev"})
    @DisplayName("runtime.md#lifecycle 9, from 1.3 on: poststart that fails is an error, and the container stops")
    void a_poststart_hook_that_fails_fails_the_start_by_the_specifications_from_1_3_on(String version) {
        create(failingPoststart(version), "sleep", "60");

        assertThatThrownBy(() -> runtime().start(id))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not start container %s.
                        Why: hook /bin/sh (hooks.poststart[0]) exited with 5: no""".formatted(id));
        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
        assertThat(folder.resolve("rootfs/tmp/log")).doesNotExist();
    }

    @Test
    @DisplayName("runtime.md#lifecycle 13: poststop that fails is a warning, and the remaining hooks are called")
    void a_poststop_hook_that_fails_keeps_nothing_from_being_deleted_and_no_other_hook_from_being_called()
            throws IOException {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withPoststop(List.of(script("poststop", "exit 3"), logging("poststop", "second")))),
                "true");

        runtime().delete(id, DeleteOptions.forced());

        assertThat(log()).containsExactly("second");
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    @DisplayName("config.md#poststop: after the delete, before it returns")
    void poststop_is_called_when_the_container_has_gone() throws IOException {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withPoststop(List.of(script(
                                "poststop",
                                "grep -l " + id + " /proc/[0-9]*/cgroup 2>/dev/null | grep -v /$$/ >> $0/log;"
                                        + " echo over >> $0/log")))),
                "sleep",
                "60");
        runtime().start(id);

        runtime().delete(id, DeleteOptions.forced());

        assertThat(log()).containsExactly("over");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"prestart,create", "createRuntime,create", "createContainer,create", "startContainer,start"})
    @DisplayName("config.md#hooks, timeout")
    void a_hook_that_runs_longer_than_its_timeout_is_killed_and_has_failed(String kind, String verb) {
        Hook slow = script(kind, "echo begun >&2; echo x > $0/begun; exec sleep 4711")
                .withTimeout(1);
        Path bundle =
                TestBundle.in(folder, spec -> spec.withHooks(with(Hooks.empty(), kind, List.of(slow))), "sleep", "60");

        assertThatThrownBy(() -> {
                    runtime().create(id, bundle, CreateOptions.defaults());
                    runtime().start(id);
                })
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not %s container %s.
                        Why: hook /bin/sh (hooks.%s[0]) ran longer than its timeout of 1 s: begun""".formatted(verb, id, kind));
        assertThat(folder.resolve("rootfs/tmp/begun")).exists();
        await().atMost(SOON).untilAsserted(() -> assertThat(commandLines()).doesNotContain("sleep 4711"));
    }

    @Test
    @DisplayName("config.md#hooks, timeout: of poststop, too")
    void a_poststop_hook_that_runs_longer_than_its_timeout_does_not_keep_the_delete() {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withPoststop(
                                List.of(script("poststop", "exec sleep 4712").withTimeout(1)))),
                "true");

        runtime().delete(id, DeleteOptions.forced());

        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        await().atMost(SOON).untilAsserted(() -> assertThat(commandLines()).doesNotContain("sleep 4712"));
    }

    @Test
    @DisplayName("a hook's child that goes on in the background holds nobody up")
    void a_child_that_a_hook_leaves_behind_is_not_waited_for() throws IOException {
        create(
                spec -> spec.withHooks(Hooks.empty()
                        .withCreateRuntime(List.of(script("createRuntime", "sleep 4713 & echo $! > $0/child")))),
                "sleep",
                "60");

        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(told("child").strip())).orElseThrow();
        assertThat(child.isAlive()).isTrue();
        child.destroyForcibly();
    }

    @Test
    @DisplayName("a hook need not read the state")
    void a_hook_that_closes_its_standard_input_has_not_failed() throws IOException {
        create(
                spec -> spec.withAnnotations(Map.of("long", "x".repeat(300_000)))
                        .withHooks(Hooks.empty()
                                .withPrestart(List.of(
                                        script("prestart", "exec <&-; echo closed >> $0/log"),
                                        script("prestart", "wc -c > $0/size")))),
                "sleep",
                "60");

        assertThat(log()).containsExactly("closed");
        assertThat(Integer.parseInt(told("size").strip())).isGreaterThan(300_000);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    @DisplayName("runtime.md#state: creating while the create hooks run, with the pid")
    void the_container_is_creating_while_a_create_hook_runs(String kind) throws Exception {
        CompletableFuture<Void> creating = createWithWaiting(kind);

        assertThat(status()).isEqualTo(Status.CREATING);
        assertThat(runtime().state(id).pid()).isPresent();
        assertThat(runtime().list()).extracting(state -> state.id()).contains(id);
        assertThatThrownBy(() -> runtime().start(id)).isInstanceOf(IllegalTransitionException.class);
        assertThatThrownBy(() -> runtime().delete(id, DeleteOptions.defaults()))
                .isInstanceOf(IllegalTransitionException.class);

        letGo();
        creating.get(20, TimeUnit.SECONDS);
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    @Test
    @DisplayName("runtime.md#kill: neither created nor running is an error")
    void a_container_that_is_being_created_cannot_be_killed() throws Exception {
        CompletableFuture<Void> creating = createWithWaiting("createRuntime");

        assertThatThrownBy(() -> runtime().kill(id, Signal.KILL))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not kill container " + id + ": it is creating.");

        letGo();
        creating.get(20, TimeUnit.SECONDS);
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    @Test
    @NeedsRoot // nobody else has a procfs of the machine's own pid namespace
    @DisplayName("runtime.md#kill: nor are all processes of its groups killed, which it may not have yet")
    void a_container_that_is_being_created_cannot_be_killed_without_a_pid_namespace_either() throws Exception {
        CompletableFuture<Void> creating = createWithWaiting("createRuntime", HooksIT::withoutPids);

        assertThatThrownBy(() -> runtime().kill(id, Signal.KILL))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not kill container " + id + ": it is creating.");

        letGo();
        creating.get(20, TimeUnit.SECONDS);
        assertThat(status()).isEqualTo(Status.CREATED);
    }

    private static Spec withoutPids(Spec spec) {
        return spec.withLinux(spec.linux()
                .withNamespaces(spec.linux().namespaces().stream()
                        .filter(namespace -> !namespace.type().equals(Namespace.PID))
                        .toList()));
    }

    @Test
    @DisplayName("H19: delete -f by a hook takes the container away, and the create that waits for the hook fails")
    void a_hook_can_delete_the_container_that_is_being_created() throws Exception {
        CompletableFuture<Void> creating = createWithWaiting("createRuntime");

        runtime().delete(id, DeleteOptions.forced());
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        letGo();

        assertThatThrownBy(() -> creating.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ContainerException.class)
                .cause()
                .hasMessageStartingWith("Could not create container " + id + ".\nWhy: ");
        assertThat(Traces.of(id.value())).isEmpty();
        assertThat(log()).containsExactly("createRuntime", "poststop");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"startContainer", "poststart"})
    @DisplayName("H19: start holds nothing that a hook's own verbs would wait for")
    void a_hook_can_delete_the_container_that_is_being_started(String kind) throws Exception {
        create(waiting(kind), "sleep", "60");
        CompletableFuture<Void> starting =
                CompletableFuture.runAsync(() -> runtime().start(id));
        awaitHook();
        assertThat(status()).isEqualTo(kind.equals("poststart") ? Status.RUNNING : Status.CREATED);

        CompletableFuture.runAsync(() -> runtime().delete(id, DeleteOptions.forced()))
                .get(10, TimeUnit.SECONDS);

        letGo();
        if (kind.equals("poststart")) {
            starting.get(20, TimeUnit.SECONDS); // the program was executed
        } else {
            assertThatThrownBy(() -> starting.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ContainerException.class);
        }
        assertThatThrownBy(this::status).isInstanceOf(ContainerNotFoundException.class);
        assertThat(log()).containsExactly(kind, "poststop");
    }

    @Test
    @DisplayName("H19: a hook can kill")
    void a_hook_can_kill_the_container_that_is_being_started() throws Exception {
        create(waiting("poststart"), "sleep", "60");
        CompletableFuture<Void> starting =
                CompletableFuture.runAsync(() -> runtime().start(id));
        awaitHook();

        runtime().kill(id, Signal.KILL);
        letGo();

        starting.get(20, TimeUnit.SECONDS);
        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
    }

    @Test
    @DisplayName("runtime.md#start: only one start runs the hooks")
    void a_second_start_waits_for_the_hooks_of_the_first_and_is_refused() throws Exception {
        create(waiting("startContainer"), "sleep", "60");
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(() -> runtime().start(id));
        awaitHook();
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> runtime().start(id));

        letGo();

        first.get(20, TimeUnit.SECONDS);
        assertThatThrownBy(() -> second.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalTransitionException.class);
        assertThat(log()).containsExactly("startContainer");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/no/such/hook, ENOENT (no such file or folder)",
        "/etc/passwd, EACCES (permission denied)",
    })
    @DisplayName("H13: a hook that cannot be executed")
    void a_hook_that_cannot_be_executed_is_named_with_the_reason(String path, String reason) {
        Path bundle = TestBundle.in(
                folder, spec -> spec.withHooks(Hooks.empty().withPrestart(List.of(Hook.of(path, "hook")))), "true");

        assertThatThrownBy(() ->
                        runtime().create(id, bundle, CreateOptions.defaults().withChecked(false)))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("Could not create container " + id + ".\nWhy: ")
                .hasMessageContaining("hooks.prestart[0]")
                .hasMessageContaining(path)
                .hasMessageContaining(reason);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @DisplayName("config.md#hooks, path: absolute")
    void a_hook_with_a_relative_path_is_refused() {
        Path bundle = TestBundle.in(
                folder, spec -> spec.withHooks(Hooks.empty().withPrestart(List.of(Hook.of("true", "true")))), "true");

        assertThatThrownBy(() -> runtime().create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("hooks.prestart[0].path");
        assertThat(Traces.of(id.value())).isEmpty();
    }

    private UnaryOperator<Spec> failingPoststart(String version) {
        return spec -> spec.withOciVersion(version)
                .withHooks(Hooks.empty()
                        .withPoststart(
                                List.of(script("poststart", "echo no >&2; exit 5"), logging("poststart", "second"))));
    }

    /* ---- a hook that waits until it is let go ---- */

    private UnaryOperator<Spec> waiting(String kind) {
        Hook waiting = script(kind, "echo " + kind + " >> $0/log; while [ ! -e $0/go ]; do sleep 0.02; done");
        return spec -> spec.withHooks(with(
                with(Hooks.empty(), kind, List.of(waiting)), "poststop", List.of(logging("poststop", "poststop"))));
    }

    private CompletableFuture<Void> createWithWaiting(String kind) {
        return createWithWaiting(kind, spec -> spec);
    }

    private CompletableFuture<Void> createWithWaiting(String kind, UnaryOperator<Spec> change) {
        Path bundle = TestBundle.in(folder, spec -> change.apply(waiting(kind).apply(spec)), "sleep", "60");
        CompletableFuture<Void> creating =
                CompletableFuture.runAsync(() -> runtime().create(id, bundle, CreateOptions.defaults()));
        awaitHook();
        return creating;
    }

    private void awaitHook() {
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/log")));
    }

    /** The log is from then on what comes after. */
    private void letGo() throws IOException {
        Files.writeString(folder.resolve("rootfs/tmp/go"), "");
    }

    /* ---- hooks ---- */

    private interface OfKind {
        List<Hook> of(String kind);
    }

    private static UnaryOperator<Spec> hooks(OfKind hooks) {
        return spec -> {
            Hooks all = Hooks.empty();
            for (String kind : KINDS) {
                all = with(all, kind, hooks.of(kind));
            }
            return spec.withHooks(all);
        };
    }

    private static Hooks with(Hooks hooks, String kind, List<Hook> list) {
        return switch (kind) {
            case "prestart" -> hooks.withPrestart(list);
            case "createRuntime" -> hooks.withCreateRuntime(list);
            case "createContainer" -> hooks.withCreateContainer(list);
            case "startContainer" -> hooks.withStartContainer(list);
            case "poststart" -> hooks.withPoststart(list);
            case "poststop" -> hooks.withPoststop(list);
            default -> throw new AssertionError(kind);
        };
    }

    /** Its $0 is a folder that the test sees, too. */
    private Hook script(String kind, String script) {
        return Hook.of("/bin/sh", "sh", "-c", script, shared(kind)).withEnv(List.of("PATH=/usr/bin:/bin"));
    }

    private Hook logging(String kind, String words) {
        return script(kind, "echo " + words + " >> $0/log");
    }

    private Hook copying(String kind, String file, String to) {
        return Hook.of("/bin/cp", "copy", "/proc/self/" + file, shared(kind) + "/" + to);
    }

    private String shared(String kind) {
        return kind.equals("startContainer")
                ? "/tmp"
                : folder.resolve("rootfs/tmp").toString();
    }

    private Path argumentTeller() {
        try {
            return executable(
                    folder.resolve("teller"),
                    "#!/bin/sh\ncat /proc/$$/cmdline > " + folder.resolve("rootfs/tmp/absent") + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private String state(String status, String pid) {
        return "{\"ociVersion\":\"1.0.2\",\"id\":\"" + id + "\",\"status\":\"" + status + "\"," + pid + "\"bundle\":\""
                + folder + "\",\"annotations\":{\"org.example.key\":\"a value\"}}";
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("rootfs/tmp/log"));
    }

    private String told(String name) {
        try {
            return Files.readString(folder.resolve("rootfs/tmp").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> commandLines() {
        List<String> all = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                all.add(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                        .replace('\0', ' ')
                        .strip());
            } catch (IOException gone) {
                // It has ended meanwhile.
            }
        });
        return all;
    }
}
