package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ociunit.json.Json;

/**
 * The golden documents were written by {@code runc spec} of runc 1.5.1, built from its sources: by root and by user
 * 65534 with group 65533, on hosts with cgroup v1 and with cgroup v2.
 */
class SpecTest {
    @Test
    void the_defaults_are_those_of_runc() throws Exception {
        assertThat(Json.toPrettyText(Spec.defaults())).isEqualTo(golden("runc-1.5.1.json"));
        assertThat(Json.toPrettyText(Spec.defaults(true))).isEqualTo(golden("runc-1.5.1-v2.json"));
    }

    @Test
    void the_rootless_defaults_are_those_of_runc() throws Exception {
        assertThat(Json.toPrettyText(Spec.rootless(0, 0))).isEqualTo(golden("runc-1.5.1-rootless-root.json"));
        assertThat(Json.toPrettyText(Spec.rootless(65534, 65533))).isEqualTo(golden("runc-1.5.1-rootless-user.json"));
        assertThat(Json.toPrettyText(Spec.rootless(65534, 65533, true)))
                .isEqualTo(golden("runc-1.5.1-rootless-user-v2.json"));
    }

    @Test
    void a_document_of_runc_is_written_back_byte_for_byte() throws Exception {
        String text = golden("runc-1.5.1-rootless-user-v2.json");
        assertThat(Json.toPrettyText(Json.read(text, "a text", Spec.class))).isEqualTo(text);
    }

    @Test
    void a_document_with_every_member_and_unknown_ones_is_written_back_as_it_was() throws Exception {
        String text = golden("everything.json");
        Spec spec = Json.read(text, "everything.json", Spec.class);
        String written = Json.toText(spec);
        // As text, so that the order of the members counts too.
        assertThat(written).isEqualTo(Json.toText(Json.read(text, "everything.json", Object.class)));
        assertThat(Json.read(written, "a text", Spec.class)).isEqualTo(spec);
    }

    @Test
    void numbers_are_read_without_their_sign() throws Exception {
        Spec spec = Json.read(golden("everything.json"), "everything.json", Spec.class);
        Rlimit limit = spec.process().rlimits().get(0);
        assertThat(limit.hard()).isEqualTo(Rlimit.UNLIMITED);
        assertThat(limit.soft()).isEqualTo(Long.MIN_VALUE);
        assertThat(spec.process().user().uid()).isEqualTo(4294967295L);
    }

    @Test
    void sections_for_other_systems_survive() {
        Spec spec = Json.read("{\"ociVersion\":\"1.3.0\",\"zos\":{\"namespaces\":[]}}", "a text", Spec.class);
        assertThat(spec.unknown()).isEqualTo(Map.of("zos", Map.of("namespaces", List.of())));
    }

    @Test
    void a_state_is_read_as_runc_lists_it() {
        String text = """
                [{"ociVersion":"1.3.0","id":"web-1","pid":0,"status":"stopped","bundle":"/b","rootfs":"/b/rootfs",\
                "created":"2026-11-01T10:00:00.5Z","owner":"root","extra":1}]""";
        StateDocument state =
                Json.readList(text, "runc list", StateDocument.class).get(0);
        assertThat(state)
                .isEqualTo(StateDocument.of("web-1", "stopped", "/b")
                        .withPid(0)
                        .withRootfs("/b/rootfs")
                        .withCreated("2026-11-01T10:00:00.5Z")
                        .withOwner("root")
                        .withUnknown(Map.of("extra", 1)));
    }

    private static String golden(String name) throws Exception {
        return Files.readString(Path.of(SpecTest.class.getResource(name).toURI()));
    }
}
