package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.runtime.testkit.Traces;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Spec;

/** What an ordinary user meets, to whom no part of the control group tree was delegated. */
@NeedsRunc
@NeedsUser
@Timeout(120)
class RuncAsUserIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger LAST = new AtomicInteger();

    @TempDir
    Path folder;

    private final OciRuntime runc = Runtimes.installed("runc");
    private final ContainerId id =
            new ContainerId("user-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());

    @AfterEach
    void leave_nothing() {
        runc.delete(id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void a_container_without_limits_works() {
        Exit exit = runc.run(id, TestBundle.in(folder, "sh", "-c", "exit 7"), CreateOptions.defaults(), SOON);

        assertThat(exit).hasToString("exited with 7");
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void a_memory_limit_is_refused_by_name_and_leaves_nothing() {
        Path bundle = TestBundle.in(folder, spec -> withMemory(spec, 64 << 20), "true");

        assertThatThrownBy(() -> runc.create(id, bundle, CreateOptions.defaults()))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageMatching("""
                        Could not create container %s\\.
                        Why: this user may not make control groups, which limits need \\([^\\n]+\\)\\.
                        Fix: run as root, or have a part of the control group tree delegated to this user\\.""".formatted(id));
        assertThat(Traces.of(id.value())).isEmpty();
        assertThatThrownBy(() -> runc.state(id)).isInstanceOf(ContainerNotFoundException.class);
    }

    @Test
    void a_pause_is_refused_by_name_and_the_container_goes_on() {
        runc.create(id, TestBundle.in(folder, "sleep", "60"), CreateOptions.defaults());
        runc.start(id);

        assertThatThrownBy(() -> runc.pause(id))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageMatching("""
                        Could not pause container %s\\.
                        Why: this user may not make control groups, which a pause needs \\([^\\n]+\\)\\.
                        Fix: run as root, or have a part of the control group tree delegated to this user\\.""".formatted(id));
        assertThat(runc.state(id).status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_list_of_the_processes_is_refused_by_name() {
        runc.create(id, TestBundle.in(folder, "sleep", "60"), CreateOptions.defaults());

        assertThatThrownBy(() -> runc.ps(id))
                .isInstanceOf(UnsupportedByHostException.class)
                .hasMessageMatching("""
                        (?s)Could not ps container %s\\.
                        Why: this user may not make control groups, which tell the processes \\(.*\\)\\.
                        Fix: run as root, or have a part of the control group tree delegated to this user\\.""".formatted(id));
    }

    /** The rootless defaults have no limits at all. */
    private static Spec withMemory(Spec spec, long limit) {
        LinuxResources limits = LinuxResources.empty().withMemory(Memory.empty().withLimit(limit));
        return spec.withLinux(spec.linux().withResources(limits));
    }
}
