package org.ociunit.runtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Exit;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Stats;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;
import org.ociunit.spec.Pids;
import org.ociunit.spec.Spec;

/** What a container may use, what it does use, and how it is paused. */
abstract class LimitContract extends RuntimeFixture {
    @Test
    @NeedsRoot
    void a_paused_container_stands_still_until_it_is_resumed() {
        AtomicLong seen = new AtomicLong();
        create("sh", "-c", "while sleep 0.02; do echo tick; done");
        runtime().start(id);
        await().atMost(SOON).until(() -> stdout.size() > 0);

        runtime().pause(id);
        assertThat(status()).isEqualTo(Status.PAUSED);
        await().pollDelay(Duration.ofMillis(100))
                .atMost(SOON)
                .until(() -> seen.getAndSet(stdout.size()) == stdout.size());
        assertThatThrownBy(() -> exec("true")).isInstanceOf(IllegalTransitionException.class);

        runtime().resume(id);
        assertThat(status()).isEqualTo(Status.RUNNING);
        await().atMost(SOON).until(() -> stdout.size() > seen.get());
    }

    @Test
    @NeedsRoot
    void pause_and_resume_are_refused_where_they_change_nothing() {
        create("sleep", "60");
        runtime().start(id);

        assertThatThrownBy(() -> runtime().resume(id))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("Could not resume container " + id + ": it is running.");
        runtime().pause(id);
        assertThatThrownBy(() -> runtime().pause(id))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessage("""
                        Could not pause container %s: it is paused.
                        Why: a paused container cannot become paused.""".formatted(id));
        assertThat(status()).isEqualTo(Status.PAUSED);
    }

    @Test
    @NeedsRoot
    void a_container_that_runs_out_of_memory_says_so() {
        Path bundle = TestBundle.in(folder, spec -> withMemory(spec, 20 << 20), "sh", "-c", "tail /dev/zero");
        runtime().create(id, bundle, CreateOptions.defaults());
        runtime().start(id);

        Exit exit = runtime().waitFor(id, Duration.ofSeconds(60));

        assertThat(exit.outOfMemory()).isTrue();
    }

    @Test
    @NeedsRoot
    void an_update_changes_the_limits_and_leaves_the_others() {
        assumeCan(Verb.UPDATE);
        create(spec -> withMemory(spec, 64 << 20), "sleep", "60");
        runtime().start(id);

        runtime().update(id, LinuxResources.empty().withPids(Pids.of(77)));

        assertThat(limit("pids", "pids.max", "pids.max")).isEqualTo("77");
        assertThat(limit("memory", "memory.limit_in_bytes", "memory.max")).isEqualTo("67108864");
    }

    @Test
    @NeedsRoot
    void an_update_that_the_kernel_refuses_changes_nothing() {
        assumeCan(Verb.UPDATE);
        start("sleep", "60");
        LinuxResources absurd = LinuxResources.empty().withCpu(Cpu.empty().withCpus("99999"));

        assertThatThrownBy(() -> runtime().update(id, absurd)).isInstanceOf(ContainerException.class);
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @NeedsRoot
    void stats_tell_what_is_used() {
        assumeCan(Verb.STATS);
        start("sleep", "60");

        Stats stats = runtime().stats(id);

        assertThat(stats.tasks()).hasValue(1);
        assertThat(stats.memoryUsage().orElse(0)).isPositive();
        assertThat(stats.cpuTime()).isPositive();
    }

    @Test
    @NeedsRoot
    void events_come_at_their_interval_and_end_with_the_container() {
        assumeCan(Verb.EVENTS);
        start("sleep", "60");
        Duration interval = runtime().name().equals("runsc") ? Duration.ofSeconds(1) : Duration.ofMillis(100);

        try (Stream<RuntimeEvent> events = runtime().events(id, interval)) {
            List<RuntimeEvent> seen = new ArrayList<>();
            events.forEach(event -> {
                seen.add(event);
                if (seen.size() == 3) {
                    runtime().kill(id, Signal.KILL);
                }
            });

            assertThat(seen).hasSizeGreaterThanOrEqualTo(3);
            assertThat(seen.get(0).id()).isEqualTo(id);
            assertThat(seen.get(0).stats().orElseThrow().tasks()).hasValue(1);
        }
    }

    @Test
    @NeedsRoot
    void a_stream_of_events_ends_when_it_is_closed() {
        assumeCan(Verb.EVENTS);
        start("sleep", "60");

        try (Stream<RuntimeEvent> events = runtime().events(id, Duration.ofSeconds(1))) {
            assertThat(events.findFirst()).isPresent();
        }

        await().atMost(SOON).until(() -> Traces.of(id.value()).stream().noneMatch(trace -> trace.contains(" events ")));
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    @NeedsRoot
    void running_out_of_memory_is_an_event() {
        assumeCan(Verb.EVENTS);
        create(spec -> withMemory(spec, 20 << 20), "sh", "-c", "sleep 1; tail /dev/zero; sleep 1");
        runtime().start(id);

        try (Stream<RuntimeEvent> events = runtime().events(id, Duration.ofSeconds(60))) {
            assertThat(events.map(RuntimeEvent::kind)).contains(RuntimeEvent.Kind.OUT_OF_MEMORY);
        }
    }

    @Test
    void what_the_runtime_can_do_is_told() {
        assumeCan(Verb.FEATURES);
        assertThat(runtime().features().hooks()).contains("createRuntime", "poststop");
        assertThat(runtime().features().mountOptions()).contains("ro", "rbind");
        assertThat(runtime().features().linux().namespaces()).contains("pid", "mount");
    }

    private String limit(String controller, String v1, String v2) {
        long pid = runtime().state(id).pid().orElseThrow();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
                String[] parts = line.split(":", 3);
                Path root = Path.of("/sys/fs/cgroup");
                Path file = parts[1].equals(controller)
                        ? Path.of(root + "/" + controller + parts[2], v1)
                        : Path.of(root + parts[2], v2);
                if (Files.exists(file)) {
                    return Files.readString(file).strip();
                }
            }
            throw new AssertionError("No group of " + controller);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Spec withMemory(Spec spec, long limit) {
        var linux = spec.linux();
        return spec.withLinux(linux.withResources(
                linux.resources().withMemory(Memory.empty().withLimit(limit).withSwap(limit))));
    }
}
