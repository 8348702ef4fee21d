package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerExistsException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CheckpointOptions;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.RestoreOptions;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** A container that is written to disk, and goes on when it is read back. */
@NeedsRoot
@NeedsCgroupV2
@NeedsCriu
@Timeout(300)
public abstract class CheckpointContract {
    /** How long anything may take. */
    protected static final Duration SOON = Duration.ofSeconds(60);

    private static final AtomicInteger LAST = new AtomicInteger();

    /** The bundle. */
    @TempDir
    protected Path folder;

    /** Where the image goes. */
    @TempDir
    protected Path image;

    /** A name of its own for each test. */
    protected final ContainerId id =
            new ContainerId("criu-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());

    /**
     * The runtime that is tested.
     *
     * @return always the same one
     */
    protected abstract OciRuntime runtime();

    @AfterEach
    void leave_nothing() {
        runtime().delete(id, DeleteOptions.forced());
        assertThat(Traces.of(id.value())).isEmpty();
    }

    @Test
    void a_container_goes_on_where_it_was_when_it_is_read_back() throws IOException {
        count();
        await().atMost(SOON).until(() -> counted() >= 3);

        runtime().checkpoint(id, CheckpointOptions.to(image).withDeadline(SOON));

        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
        runtime().delete(id, DeleteOptions.forced());
        int before = counted();
        runtime().restore(id, folder, RestoreOptions.from(image).withDeadline(SOON));
        assertThat(runtime().state(id).status()).isEqualTo(Status.RUNNING);
        await().atMost(SOON).until(() -> counted() > before);
        assertThat(counted()).isLessThan(before + 1000);

        runtime().kill(id, Signal.KILL);
        assertThat(runtime().waitFor(id, SOON).signal()).contains(Signal.KILL);
    }

    @Test
    void a_container_can_go_on_after_it_was_written_to_disk() throws IOException {
        count();

        runtime()
                .checkpoint(
                        id, CheckpointOptions.to(image).withLeaveRunning(true).withDeadline(SOON));

        assertThat(runtime().state(id).status()).isEqualTo(Status.RUNNING);
        assertThat(image.resolve("pstree.img")).exists();
        int before = counted();
        await().atMost(SOON).until(() -> counted() > before);
        assertThatThrownBy(() -> runtime().restore(id, folder, RestoreOptions.from(image)))
                .isInstanceOf(ContainerExistsException.class);
    }

    /** Starts a container that counts. */
    protected void count() {
        String script = "i=0; while sleep 0.05; do i=$((i+1)); echo $i > /tmp/next; mv /tmp/next /tmp/count; done";
        runtime()
                .create(
                        id,
                        TestBundle.in(folder, CheckpointContract::onHostNetwork, "sh", "-c", script),
                        CreateOptions.defaults());
        runtime().start(id);
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("rootfs/tmp/count")));
    }

    /**
     * A network namespace of its own, CRIU would lock with iptables, which would have to be installed as well.
     *
     * @param spec with one
     * @return the same without it
     */
    protected static Spec onHostNetwork(Spec spec) {
        List<Namespace> others = spec.linux().namespaces().stream()
                .filter(namespace -> !namespace.type().equals(Namespace.NETWORK))
                .toList();
        return spec.withLinux(spec.linux().withNamespaces(others));
    }

    /**
     * How far the container has counted.
     *
     * @return a number
     */
    protected int counted() throws IOException {
        return Integer.parseInt(
                Files.readString(folder.resolve("rootfs/tmp/count")).strip());
    }
}
