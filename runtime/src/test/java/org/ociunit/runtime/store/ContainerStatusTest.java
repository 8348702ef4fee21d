package org.ociunit.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.cgroup.StoredCgroup;
import org.ociunit.spec.Spec;

@Timeout(60)
class ContainerStatusTest {
    private static final ContainerId WEB = new ContainerId("web");

    @TempDir
    Path temporary;

    private Store store;

    @BeforeEach
    void make_a_store() {
        store = Store.at(temporary.resolve("root"));
    }

    @Nested
    class A_status {
        private final ProcessIdentity alive = ProcessIdentity.current();
        private final ProcessIdentity dead = new ProcessIdentity(alive.pid(), alive.startTime() + 1);

        @Test
        void is_creating_while_its_maker_or_its_first_process_lives() {
            StoredContainer container = reserved();

            assertThat(store.state(container.outline())).isEqualTo(state(Status.CREATING, OptionalLong.empty()));
            assertThat(store.state(container.withInit(alive).outline()))
                    .isEqualTo(state(Status.CREATING, OptionalLong.of(alive.pid())));
            assertThat(store.state(container.withMaker(dead).withInit(alive).outline()))
                    .isEqualTo(state(Status.CREATING, OptionalLong.of(alive.pid())));
        }

        @Test
        void is_stopped_once_its_maker_has_died_over_it() {
            StoredContainer container = reserved().withMaker(dead);

            assertThat(store.state(container.outline())).isEqualTo(state(Status.STOPPED, OptionalLong.empty()));
            assertThat(store.state(container.withInit(dead).outline()))
                    .isEqualTo(state(Status.STOPPED, OptionalLong.empty()));
        }

        @Test
        void is_created_while_it_can_be_started_and_running_from_then_on() throws IOException {
            StoredContainer container = reserved().withMaker(null).withInit(alive);
            Path socket = Files.createFile(store.folder(WEB).resolve("start"));

            assertThat(store.state(container.outline())).isEqualTo(state(Status.CREATED, OptionalLong.of(alive.pid())));
            Files.delete(socket);
            assertThat(store.state(container.outline())).isEqualTo(state(Status.RUNNING, OptionalLong.of(alive.pid())));
        }

        @Test
        void is_paused_while_its_control_group_is_frozen() throws IOException {
            StoredContainer container =
                    reserved().withMaker(null).withInit(alive).withCgroup(frozen());

            assertThat(store.state(container.outline())).isEqualTo(state(Status.PAUSED, OptionalLong.of(alive.pid())));
            Files.createFile(store.folder(WEB).resolve("start"));
            assertThat(store.state(container.outline()).status()).isEqualTo(Status.PAUSED);
        }

        @Test
        void is_stopped_once_its_first_process_has_ended_whatever_else_is_there() throws IOException {
            StoredContainer container =
                    reserved().withMaker(null).withInit(dead).withCgroup(frozen());
            Files.createFile(store.folder(WEB).resolve("start"));

            assertThat(store.state(container.outline())).isEqualTo(state(Status.STOPPED, OptionalLong.empty()));
        }

        private StoredCgroup frozen() throws IOException {
            Path group = Files.createDirectory(temporary.resolve("group"));
            Files.writeString(group.resolve("cgroup.freeze"), "1\n");
            return new StoredCgroup("v2", Map.of("", group.toString()), List.of(), null);
        }

        private State state(Status status, OptionalLong pid) {
            return new State(WEB, status, pid, Path.of("/bundles/web"), Map.of());
        }
    }

    @Nested
    class An_exit {
        @Test
        void is_what_the_monitor_has_written() throws IOException {
            store.reserve(WEB);
            assertThat(store.exit(WEB)).isEmpty();

            Files.writeString(store.folder(WEB).resolve("exit"), "status 768\n");

            assertThat(store.exit(WEB)).isEqualTo(OptionalInt.of(768));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "status", "status 76", "status \n", "status -1\n", "status 99999999999\n", "768\n"})
        void that_is_not_written_whole_is_none(String text) throws IOException {
            Files.writeString(store.reserve(WEB).resolve("exit"), text);

            assertThat(store.exit(WEB)).isEmpty();
        }

        @Test
        void of_no_container_is_none() {
            assertThat(store.exit(WEB)).isEmpty();
        }
    }

    private StoredContainer reserved() {
        store.reserve(WEB);
        return StoredContainer.creating(WEB, Path.of("/bundles/web"), Spec.empty(), Instant.EPOCH);
    }
}
