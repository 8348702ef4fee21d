package org.ociunit.runtime.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.json.Json;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.CheckpointContract;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.Spec;

/** The containers of our own runtime can be written to disk. */
class EmbeddedCheckpointIT extends CheckpointContract {
    /** Speaks as long as it is not told to end. */
    private static final String SPEAKER =
            "trap 'echo bye; exit 42' TERM; touch /tmp/trapped; while sleep 0.05; do echo word; echo more >&2; done";

    @TempDir
    private Path earlier;

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @Test
    void the_streams_go_on_and_the_exit_code_is_told_exactly() {
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        speak(CreateOptions.defaults().withStdio(Stdio.to(before, before)), CheckpointContract::onHostNetwork);
        await().atMost(SOON).until(() -> before.toString(UTF_8).contains("more\n"));
        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.defaults());

        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        runtime()
                .restore(
                        id,
                        folder,
                        RestoreOptions.from(image).withDeadline(SOON).withStdio(Stdio.to(stdout, stderr)));

        await().atMost(SOON).until(() -> stdout.toString(UTF_8).contains("word\nword\n"));
        await().atMost(SOON).until(() -> stderr.toString(UTF_8).contains("more\nmore\n"));
        runtime().kill(id, Signal.TERM);
        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(42);
        await().atMost(SOON).until(() -> stdout.toString(UTF_8).endsWith("bye\n"));
        assertThat(stderr.toString(UTF_8).replace("more\n", "")).isEmpty();
        assertThat(runtime().state(id).status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void a_container_can_be_read_back_under_another_name_and_is_like_any_other_then() throws IOException {
        count();
        runtime()
                .checkpoint(
                        id, CheckpointOptions.to(image).withLeaveRunning(true).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.forced());
        ContainerId other = new ContainerId(id + "-other");
        Path pidFile = image.resolve("pid-file");
        try {
            runtime()
                    .restore(
                            other,
                            folder,
                            RestoreOptions.from(image).withDeadline(SOON).withPidFile(pidFile));

            long pid = runtime().state(other).pid().orElseThrow();
            assertThat(pidFile).hasContent(Long.toString(pid));
            assertThat(runtime().ps(other)).contains(pid);
            assertThat(Files.readString(Path.of("/proc/" + pid + "/cgroup"))).contains(other.value());
            ContainerProcess process = ContainerProcess.of("sh", "-c", "exit 7").withEnv(List.of("PATH=/usr/bin:/bin"));
            assertThat(runtime()
                            .exec(other, process, ExecOptions.defaults())
                            .waitFor(SOON)
                            .code())
                    .isEqualTo(7);
            runtime().pause(other);
            assertThat(runtime().state(other).status()).isEqualTo(Status.PAUSED);
            runtime().resume(other);
            runtime().checkpoint(other, CheckpointOptions.to(earlier).withDeadline(SOON));
            assertThat(runtime().state(other).status()).isEqualTo(Status.STOPPED);
        } finally {
            runtime().delete(other, DeleteOptions.forced());
        }
        assertThat(Traces.of(other.value())).isEmpty();
    }

    @Test
    void a_paused_container_that_goes_on_is_paused_again() {
        count();
        runtime().pause(id);

        runtime()
                .checkpoint(
                        id, CheckpointOptions.to(image).withLeaveRunning(true).withDeadline(SOON));

        assertThat(runtime().state(id).status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void memory_that_was_written_before_is_not_written_again() {
        count();
        CheckpointOptions first =
                CheckpointOptions.to(earlier).withPreDump(true).withDeadline(SOON);
        runtime().checkpoint(id, first);
        assertThat(runtime().state(id).status()).isEqualTo(Status.RUNNING);

        runtime()
                .checkpoint(
                        id,
                        CheckpointOptions.to(image)
                                .withParent(image.relativize(earlier))
                                .withDeadline(SOON));

        assertThat(image.resolve("parent")).isSymbolicLink();
        runtime().delete(id, DeleteOptions.defaults());
        runtime().restore(id, folder, RestoreOptions.from(image).withDeadline(SOON));
        assertThat(runtime().state(id).status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_container_that_outlives_this_jvm_can_be_written_and_read_back() {
        speak(CreateOptions.defaults().detached(), CheckpointContract::onHostNetwork);
        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.defaults());

        runtime()
                .restore(
                        id,
                        folder,
                        RestoreOptions.from(image).withDeadline(SOON).withAttached(false));

        runtime().kill(id, Signal.TERM);
        assertThat(runtime().waitFor(id, SOON).code()).isEqualTo(42);
    }

    @Test
    void masked_paths_are_masked_again() throws IOException {
        speak(CreateOptions.defaults(), CheckpointContract::onHostNetwork);
        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.defaults());

        runtime().restore(id, folder, RestoreOptions.from(image).withDeadline(SOON));

        Path init = Path.of("/proc/" + runtime().state(id).pid().orElseThrow());
        assertThat(Files.readAttributes(init.resolve("root/proc/kcore"), "unix:rdev"))
                .isEqualTo(Files.readAttributes(Path.of("/dev/null"), "unix:rdev"));
    }

    @Test
    void the_hooks_are_called_when_the_namespaces_are_there_and_one_that_fails_fails_the_restore() throws IOException {
        count();
        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.defaults());
        Path seen = image.resolve("seen");
        hooks(Hook.of("/bin/sh", "sh", "-c", "cat > " + seen));
        runtime().restore(id, folder, RestoreOptions.from(image).withDeadline(SOON));
        assertThat(Files.readString(seen))
                .contains("\"pid\":" + runtime().state(id).pid().orElseThrow(), "\"status\":\"creating\"");
        runtime().delete(id, DeleteOptions.forced());

        hooks(Hook.of("/bin/sh", "sh", "-c", "echo no >&2; exit 3"));
        assertThatThrownBy(() ->
                        runtime().restore(id, folder, RestoreOptions.from(image).withDeadline(SOON)))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not restore container %s.
                        Why: hook /bin/sh (hooks.createRuntime[0]) exited with 3: no""".formatted(id));
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void a_restore_that_fails_behind_criu_leaves_nothing_and_calls_the_poststop_hooks() throws IOException {
        count();
        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));
        runtime().delete(id, DeleteOptions.defaults());
        Path seen = image.resolve("seen");
        configure(Hooks.empty().withPoststop(List.of(Hook.of("/bin/sh", "sh", "-c", "cat > " + seen))));
        Path pidFile = image.resolve("none/pid");
        RestoreOptions options = RestoreOptions.from(image).withDeadline(SOON).withPidFile(pidFile);

        assertThatThrownBy(() -> runtime().restore(id, folder, options)).hasMessageContaining("none/pid");

        assertThat(Files.readString(seen)).contains("\"status\":\"stopped\"");
        assertThatThrownBy(() -> runtime().state(id)).isInstanceOf(ContainerNotFoundException.class);
        assertThat(Traces.of(id.value())).isEmpty();
    }

    private void hooks(Hook hook) throws IOException {
        configure(Hooks.empty().withCreateRuntime(List.of(hook)));
    }

    private void configure(Hooks hooks) throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, Json.toText(Spec.read(config).withHooks(hooks)));
    }

    private void speak(CreateOptions options, UnaryOperator<Spec> change) {
        runtime().create(id, TestBundle.in(folder, change, "sh", "-c", SPEAKER), options);
        runtime().start(id);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/trapped")));
    }
}
