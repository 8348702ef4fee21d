package org.ociunit.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.Verb;

@Timeout(60)
class ContainerLockTest {
    private static final ContainerId WEB = new ContainerId("web");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    private Path root;
    private Store store;

    @BeforeEach
    void make_a_store() {
        root = temporary.resolve("root");
        store = Store.at(root);
    }

    @Test
    void is_had_again_once_it_is_given_back() {
        store.reserve(WEB);

        for (int round = 0; round < 3; round++) {
            ContainerLock lock = store.lock(WEB, Verb.START, SOON);
            lock.close();
            lock.close();
        }

        assertThat(Turn.count()).isZero();
    }

    @Test
    void that_another_thread_has_is_not_had_in_time() throws Exception {
        store.reserve(WEB);
        try (ContainerLock held = store.lock(WEB, Verb.START, SOON)) {
            assertThat(held).isNotNull();
            CompletableFuture<ContainerLock> other =
                    CompletableFuture.supplyAsync(() -> Store.at(root).lock(WEB, Verb.DELETE, Duration.ofMillis(50)));

            assertThatThrownBy(() -> other.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(DeadlineExceededException.class)
                    .cause()
                    .hasMessage("""
                            Could not delete container web.
                            Why: it did not happen within 50 ms; another thread of this JVM has it.""");
        }
        assertThat(Turn.count()).isZero();
    }

    @Test
    void goes_to_the_thread_that_waits_for_it() throws Exception {
        store.reserve(WEB);
        ContainerLock held = store.lock(WEB, Verb.START, SOON);
        CompletableFuture<Void> other = CompletableFuture.runAsync(
                () -> store.lock(WEB, Verb.KILL, SOON).close());
        assertThat(other).isNotDone();

        held.close();

        other.get(10, TimeUnit.SECONDS);
    }

    @Test
    void of_another_container_is_free() {
        ContainerId other = new ContainerId("other");
        store.reserve(WEB);
        store.reserve(other);

        try (ContainerLock one = store.lock(WEB, Verb.START, SOON);
                ContainerLock two = store.lock(other, Verb.START, SOON)) {
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void of_no_container_is_not_found() {
        assertThatThrownBy(() -> store.lock(WEB, Verb.START, SOON))
                .isInstanceOf(ContainerNotFoundException.class)
                .hasMessage("""
                        Could not start container web.
                        Why: ociunit knows no container of this name.""");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void of_a_container_that_was_removed_during_the_wait_is_not_found() throws Exception {
        store.reserve(WEB);
        ContainerLock held = store.lock(WEB, Verb.DELETE, SOON);
        CompletableFuture<ContainerLock> other = CompletableFuture.supplyAsync(() -> store.lock(WEB, Verb.START, SOON));

        store.remove(WEB);
        held.close();

        assertThatThrownBy(() -> other.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ContainerNotFoundException.class);
        assertThat(Turn.count()).isZero();
    }

    @Test
    void whose_wait_is_interrupted_is_not_had() throws Exception {
        store.reserve(WEB);
        try (ContainerLock held = store.lock(WEB, Verb.START, SOON)) {
            assertThat(held).isNotNull();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> store.lock(WEB, Verb.KILL, SOON))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not kill container web.
                            Why: the wait for its lock was interrupted.""");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
