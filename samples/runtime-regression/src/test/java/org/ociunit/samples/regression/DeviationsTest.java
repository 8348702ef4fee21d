package org.ociunit.samples.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.InvalidDocumentException;
import org.ociunit.image.Image;
import org.ociunit.scenario.Scenario;

class DeviationsTest {
    @TempDir
    Path folder;

    private final FakeRuntime fake = new FakeRuntime(); // version 1.2.3

    private static Scenario scenario(String id) {
        return Scenario.named("a case").given(Bundle.from(Image.host())).id(id);
    }

    private Optional<String> reason(String members, String id, String machine) throws Exception {
        Path file = Files.writeString(folder.resolve("some.json"), "[{" + members.replace('\'', '"') + "}]");
        return Deviations.read(file).reason(scenario(id), fake, machine);
    }

    @Test
    void a_deviation_is_of_a_runtime_and_its_cases() throws Exception {
        String known = "'runtime': 'fake', 'cases': ['L1', 'L2'], 'reason': 'it is a fake'";
        assertThat(reason(known, "L2", "v1")).contains("it is a fake");
        assertThat(reason(known, "L3", "v1")).isEmpty();
        assertThat(reason(known.replace("'fake'", "'real'"), "L2", "v1")).isEmpty();
    }

    @Test
    void a_deviation_may_be_of_some_versions() throws Exception {
        String known = "'runtime': 'fake', 'since': '1.2', 'before': '1.3', 'cases': ['L1'], 'reason': 'r'";
        assertThat(reason(known, "L1", "v1")).contains("r");
        assertThat(reason(known.replace("'1.3'", "'1.2.3'"), "L1", "v1")).isEmpty();
        assertThat(reason(known.replace("'1.2'", "'1.2.4'"), "L1", "v1")).isEmpty();
    }

    @Test
    void a_deviation_may_be_of_one_version_of_control_groups() throws Exception {
        String known = "'runtime': 'fake', 'machine': 'v2', 'cases': ['L1'], 'reason': 'r'";
        assertThat(reason(known, "L1", "v2")).contains("r");
        assertThat(reason(known, "L1", "v1")).isEmpty();
    }

    @Test
    void a_file_that_says_something_else_is_refused() {
        assertThatThrownBy(() -> reason("'runtime': 'fake'", "L1", "v1"))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("cases: required, but missing");
    }
}
