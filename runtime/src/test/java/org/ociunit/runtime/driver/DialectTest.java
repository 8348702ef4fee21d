package org.ociunit.runtime.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;

class DialectTest {
    private static final Path SOMEWHERE = Path.of("/somewhere");

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun", "youki", "runsc"})
    void of_a_known_runtime_names_verbs_as_they_are(String name) {
        Dialect dialect = Dialect.known(name);

        assertThat(dialect.name()).isEqualTo(name);
        assertThat(dialect.programName()).isEqualTo(name);
        assertThat(dialect.hollow()).allMatch(verb -> Verb.valueOf(verb.toUpperCase()) != null);
    }

    @Test
    void may_be_a_known_one_but_for_what_else_it_says(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("crun.json"), "{\"like\": \"crun\", \"needs\": null, \"hollow+\": [\"kill\"]}");
        Dialect dialect = Dialect.read(file);

        assertThat(Dialect.known("crun").needs()).isNotNull();
        assertThat(dialect.needs()).isNull();
        assertThat(dialect.hollow()).containsExactly("pause", "resume", "update", "kill");
        assertThat(dialect.initName()).isEqualTo(Dialect.known("crun").initName());
    }

    @Test
    void of_an_unknown_runtime_there_is_none() {
        assertThatThrownBy(() -> Dialect.known("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no dialect nobody.");
    }

    @ParameterizedTest
    @CsvSource({
        "runc, 1.1.5, --pidfd-socket, false",
        "runc, 1.2.0, --pidfd-socket, true",
        "runc, 1.1.5, pause, true",
        "crun, 1.8.5, features, false",
        "crun, 1.8.6, features, true",
        "crun, 1.29, events, false",
        "youki, 0.5.7, restore, false",
        "runsc, 0.0, update, false"
    })
    void knows_what_came_with_which_version(String name, String version, String feature, boolean has) {
        assertThat(Dialect.known(name).has(feature, Version.in(version))).isEqualTo(has);
    }

    @Test
    void tells_why_a_runtime_is_of_no_use_on_a_machine() {
        Host hybrid = new Host(0, 0, "6.1", Host.Cgroups.HYBRID, SOMEWHERE, SOMEWHERE);
        Host unified = new Host(1000, 1000, "6.1", Host.Cgroups.V2, SOMEWHERE, SOMEWHERE);

        assertThat(Dialect.known("runc").unfitFor(hybrid)).isEmpty();
        assertThat(Dialect.known("crun").unfitFor(unified)).isEmpty();
        assertThat(Dialect.known("crun").unfitFor(hybrid))
                .contains("crun works with control groups of v1 or v2, and this machine's are hybrid.");
        assertThat(Dialect.known("runsc").unfitFor(unified))
                .contains("runsc is for root alone, and this is user 1000.");
    }
}
