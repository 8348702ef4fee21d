package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/** What state and list print. */
class StateMembersTest {
    private static final ContainerId ID = new ContainerId("c1");
    private static final Path BUNDLE = Path.of("/b/one");

    private static StoredContainer container(Spec spec) {
        return StoredContainer.creating(ID, BUNDLE, spec, Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    private static State state(Status status, OptionalLong pid) {
        return new State(ID, status, pid, BUNDLE, Map.of());
    }

    @Test
    void the_state_of_a_running_container() {
        StoredContainer container =
                container(Spec.empty().withRoot(Root.of("rootfs")).withAnnotations(Map.of("b", "<2>", "a", "1")));
        State state = state(Status.RUNNING, OptionalLong.of(42));

        assertThat(GoJson.indented(StateMembers.of(container.outline(), state, ""), "  "))
                .isEqualTo("""
                        {
                          "ociVersion": "1.3.0",
                          "id": "c1",
                          "pid": 42,
                          "status": "running",
                          "bundle": "/b/one",
                          "rootfs": "/b/one/rootfs",
                          "created": "2026-01-02T03:04:05.678Z",
                          "annotations": {
                            "a": "1",
                            "b": "\\u003c2\\u003e"
                          },
                          "owner": ""
                        }""");
    }

    @Test
    void the_state_of_a_stopped_container_without_annotations() {
        StoredContainer container = container(Spec.empty().withRoot(Root.of("/roots/../r")));
        State state = state(Status.STOPPED, OptionalLong.empty());

        assertThat(GoJson.line(StateMembers.of(container.outline(), state, "root")))
                .isEqualTo("{\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":0,\"status\":\"stopped\","
                        + "\"bundle\":\"/b/one\",\"rootfs\":\"/r\",\"created\":\"2026-01-02T03:04:05.678Z\","
                        + "\"owner\":\"root\"}");
    }

    @Test
    void the_table_of_all_containers() {
        State state = state(Status.RUNNING, OptionalLong.of(42));
        Map<String, Object> members = StateMembers.of(container(Spec.empty()).outline(), state, "root");

        assertThat(ListCommand.table(List.of(members))).isEqualTo("""
                        ID          PID         STATUS      BUNDLE      CREATED                    OWNER
                        c1          42          running     /b/one      2026-01-02T03:04:05.678Z   root
                        """);
    }
}
