package org.ociunit.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.Spec;

/** Several JVMs and threads at one store. */
@Timeout(180)
class StoreIT {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROUNDS = 100;

    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path temporary;

    private Path root;
    private Store store;

    @BeforeEach
    void make_a_store_with_a_container() {
        root = temporary.resolve("root");
        store = Store.at(root);
        store.reserve(WEB);
        store.write(container(WEB, 0));
    }

    @AfterEach
    void end_all() {
        started.forEach(jvm -> jvm.destroyForcibly().onExit().join());
    }

    @Test
    void a_lock_that_another_jvm_has_is_not_had_in_time_and_told_whose_it_is() throws Exception {
        Process holder = jvm("hold");

        assertThatThrownBy(() -> store.lock(WEB, Verb.DELETE, Duration.ofMillis(100)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("""
                        Could not delete container web.
                        Why: it did not happen within 100 ms; process %d has it.""".formatted(holder.pid()));
        assertThat(Turn.count()).isZero();
    }

    @Test
    void a_lock_goes_to_whoever_waits_once_its_jvm_gives_it_back() throws Exception {
        Process holder = jvm("hold");
        CompletableFuture<ContainerLock> waiting =
                CompletableFuture.supplyAsync(() -> store.lock(WEB, Verb.KILL, SOON));
        assertThat(waiting).isNotDone();

        holder.getOutputStream().close();

        waiting.get(30, TimeUnit.SECONDS).close();
        assertThat(holder.waitFor()).isZero();
    }

    @Test
    void a_lock_goes_to_whoever_waits_once_its_jvm_is_killed() throws Exception {
        Process holder = jvm("hold");
        CompletableFuture<ContainerLock> waiting =
                CompletableFuture.supplyAsync(() -> store.lock(WEB, Verb.KILL, SOON));

        holder.destroyForcibly();

        waiting.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void a_lock_that_was_waited_for_is_that_of_the_container_that_has_the_name_by_then() throws Exception {
        Process holder = jvm("hold");
        CompletableFuture<ContainerLock> waiting =
                CompletableFuture.supplyAsync(() -> store.lock(WEB, Verb.KILL, SOON));
        String blocked = "-> POSIX  ADVISORY  WRITE " + ProcessHandle.current().pid() + " ";
        await().atMost(SOON)
                .until(() -> Files.readString(Path.of("/proc/locks")).contains(blocked));

        store.remove(WEB);
        store.reserve(WEB);
        holder.getOutputStream().close();

        try (ContainerLock lock = waiting.get(30, TimeUnit.SECONDS)) {
            assertThat(lock).isNotNull();
            assertThat(store.folder(WEB).resolve("lock"))
                    .hasContent(ProcessHandle.current().pid() + "");
        }
    }

    @Test
    void no_change_is_lost_between_threads_of_several_jvms() throws Exception {
        Process one = jvm("count");
        Process two = jvm("count");

        count(root);

        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();
        assertThat(store.read(WEB, Verb.STATE).firstAfterStart()).isEqualTo(3 * 2 * ROUNDS);
    }

    @Test
    void a_jvm_that_is_killed_over_a_write_leaves_a_whole_state() throws Exception {
        for (int round = 0; round < 5; round++) {
            Process writer = jvm("write");
            for (int read = 0; read < 200; read++) {
                assertThat(store.read(WEB, Verb.STATE).stepsAfterStart()).allMatch("step"::equals);
            }

            writer.destroyForcibly().waitFor();

            assertThat(store.read(WEB, Verb.STATE).stepsAfterStart()).hasSizeGreaterThan(999);
        }
        store.remove(WEB);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_list_is_right_while_others_make_and_remove_containers() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> others = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> comeAndGo(thread, over)))
                .toList();
        try {
            for (int round = 0; round < 500; round++) {
                assertThat(store.list())
                        .extracting(container -> container.id().value())
                        .contains("web")
                        .allMatch(id -> id.matches("web|passing-\\d"));
            }
        } finally {
            over.set(true);
        }
        for (CompletableFuture<Void> other : others) {
            other.get(30, TimeUnit.SECONDS);
        }
        assertThat(root).isDirectoryContaining("glob:**/web").isDirectoryNotContaining("glob:**/{passing,~}*");
    }

    private void comeAndGo(int thread, AtomicBoolean over) {
        ContainerId id = new ContainerId("passing-" + thread);
        while (!over.get()) {
            store.reserve(id);
            try (ContainerLock lock = store.lock(id, Verb.CREATE, SOON)) {
                assertThat(lock).isNotNull();
                store.write(container(id, thread));
                store.remove(id);
            }
        }
    }

    private static StoredContainer container(ContainerId id, int count) {
        return StoredContainer.creating(id, Path.of("/bundle"), Spec.defaults(), Instant.EPOCH)
                .withFirstAfterStart(count);
    }

    /** Another JVM at the store, once it is at it. */
    private Process jvm(String work) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        work,
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(jvm);
        String line =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).isEqualTo("ready");
        return jvm;
    }

    private static void count(Path root) throws Exception {
        List<CompletableFuture<Void>> threads = IntStream.range(0, 2)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> countUp(Store.at(root))))
                .toList();
        for (CompletableFuture<Void> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }
    }

    private static void countUp(Store store) {
        for (int round = 0; round < ROUNDS; round++) {
            try (ContainerLock lock = store.lock(WEB, Verb.UPDATE, SOON)) {
                assertThat(lock).isNotNull();
                StoredContainer container = store.read(WEB, Verb.UPDATE);
                store.write(container.withFirstAfterStart(container.firstAfterStart() + 1));
            }
        }
    }

    /** What the other JVMs do. */
    static final class Other {
        public static void main(String[] arguments) throws Exception {
            Path root = Path.of(arguments[1]);
            Store store = Store.at(root);
            switch (arguments[0]) {
                case "hold" -> {
                    try (ContainerLock lock = store.lock(WEB, Verb.UPDATE, SOON)) {
                        assertThat(lock).isNotNull();
                        System.out.println("ready");
                        System.in.read();
                    }
                }
                case "count" -> {
                    System.out.println("ready");
                    count(root);
                }
                default -> write(store);
            }
        }

        private static void write(Store store) {
            StoredContainer container = store.read(WEB, Verb.UPDATE);
            store.write(container.withStepsAfterStart(Collections.nCopies(1000, "step")));
            System.out.println("ready");
            for (int size = 1000; ; size = size % 9000 + 1000) {
                store.write(container.withStepsAfterStart(Collections.nCopies(size, "step")));
            }
        }
    }
}
