package org.ociunit.runtime.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.ExecOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.OciRuntimeContract;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.User;

/** The runtime of our own keeps the contract without a single deviation. */
@NeedsEmbedded
class EmbeddedIT extends OciRuntimeContract {
    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    /** A look at the program with the eyes of another user clears the signal that says so. */
    @Test
    @NeedsRoot
    void a_container_of_another_user_that_waits_for_its_start_ends_with_the_launcher(@TempDir Path folder) {
        ContainerId id = new ContainerId("orphaned-" + ProcessHandle.current().pid());
        Path bundle = TestBundle.in(
                folder, spec -> spec.withProcess(spec.process().withUser(User.of(1000, 1000))), "sleep", "60");
        runtime().create(id, bundle, CreateOptions.defaults());
        Launcher dead = Launcher.shared();

        ProcessHandle.of(dead.pid()).orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(10)).until(() -> runtime().state(id).status() == Status.STOPPED);
        runtime().delete(id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    @NeedsRoot
    void masked_files_are_covered_by_a_device_that_cannot_be_changed(@TempDir Path folder) {
        ContainerId id = new ContainerId("masked-" + ProcessHandle.current().pid());
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        Path bundle = TestBundle.in(
                folder,
                spec -> spec.withLinux(spec.linux().withMaskedPaths(List.of("/proc/version"))),
                "sh",
                "-c",
                "grep ' /proc/version ' /proc/self/mountinfo | cut -d' ' -f4,6");

        runtime()
                .run(
                        id,
                        bundle,
                        CreateOptions.defaults().withStdio(Stdio.to(stdout, OutputStream.nullOutputStream())),
                        Duration.ofSeconds(10));

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(stdout.toString(UTF_8)).matches("/null ro,.*\n"));
    }

    @Test
    void an_executed_process_has_a_session_keyring_of_the_containers(@TempDir Path folder) {
        ContainerId id = new ContainerId("keyring-" + ProcessHandle.current().pid());
        Path bundle =
                TestBundle.in(folder, spec -> spec.withLinux(spec.linux().withMaskedPaths(List.of())), "sleep", "60");
        runtime().create(id, bundle, CreateOptions.defaults());
        try {
            ContainerProcess process = ContainerProcess.of("grep", "-q", "_ses." + id, "/proc/keys")
                    .withEnv(List.of("PATH=/usr/bin:/bin"));

            assertThat(runtime()
                            .exec(id, process, ExecOptions.defaults())
                            .waitFor(Duration.ofSeconds(10))
                            .code())
                    .isZero();
        } finally {
            runtime().delete(id, DeleteOptions.forced());
        }
    }
}
