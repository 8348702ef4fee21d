package org.ociunit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ociunit.Bundle;
import org.ociunit.image.Image;

class SettingsTest {
    private static Settings read(Map<String, String> parameters, Map<String, String> environment) {
        return Settings.read(key -> Optional.ofNullable(parameters.get(key)), environment);
    }

    @Test
    void by_default_all_is_open_and_what_is_unsupported_is_aborted() {
        assertThat(read(Map.of(), Map.of()))
                .isEqualTo(new Settings(
                        Optional.empty(),
                        Optional.empty(),
                        Unsupported.ABORT,
                        Keep.NEVER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Path.of("target/ociunit-report"))));
    }

    @Test
    void in_a_continuous_integration_what_is_unsupported_fails() {
        assertThat(read(Map.of(), Map.of("CI", "true")).unsupported()).isEqualTo(Unsupported.FAIL);
        assertThat(read(Map.of("ociunit.unsupported", "abort"), Map.of("CI", "true"))
                        .unsupported())
                .isEqualTo(Unsupported.ABORT);
    }

    @Test
    void parameters_say_otherwise() {
        assertThat(read(
                        Map.of(
                                "ociunit.root", "/run/test",
                                "ociunit.runtime", "crun",
                                "ociunit.unsupported", "fail",
                                "ociunit.keep", "on-failure",
                                "ociunit.deadline.start", "30s",
                                "ociunit.deadline.run", "2m",
                                "ociunit.report", "off"),
                        Map.of()))
                .isEqualTo(new Settings(
                        Optional.of(Path.of("/run/test")),
                        Optional.of("crun"),
                        Unsupported.FAIL,
                        Keep.ON_FAILURE,
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(Duration.ofMinutes(2)),
                        Optional.empty()));
    }

    @Test
    void the_environment_comes_after_the_parameters() {
        Map<String, String> environment = Map.of("OCIUNIT_KEEP", "always", "OCIUNIT_DEADLINE_START", "500ms");
        assertThat(read(Map.of(), environment).keep()).isEqualTo(Keep.ALWAYS);
        assertThat(read(Map.of(), environment).start()).contains(Duration.ofMillis(500));
        assertThat(read(Map.of("ociunit.keep", "never"), environment).keep()).isEqualTo(Keep.NEVER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ociunit.root           | here  | ociunit.root is \"here\", and should be an absolute path.",
                "ociunit.unsupported    | maybe | ociunit.unsupported is \"maybe\", and should be fail or abort.",
                "ociunit.keep           | default"
                        + " | ociunit.keep is \"default\", and should be never or on-failure or always.",
                "ociunit.deadline.start | 10"
                        + " | ociunit.deadline.start is \"10\", and should be like 500ms, 10s or 2m.",
                "ociunit.deadline.run   | soon"
                        + " | ociunit.deadline.run is \"soon\", and should be like 500ms, 10s or 2m."
            })
    void a_wrong_value_is_named_with_its_key_and_the_right_ones(String key, String value, String message) {
        assertThatThrownBy(() -> read(Map.of(key, value), Map.of()))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void a_wrong_value_of_the_environment_is_named_with_its_variable() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("OCIUNIT_UNSUPPORTED", "no")))
                .hasMessage("OCIUNIT_UNSUPPORTED is \"no\", and should be fail or abort.");
    }

    @Test
    void a_bundles_own_deadline_comes_first() {
        Settings settings = read(Map.of("ociunit.deadline.start", "1s", "ociunit.deadline.run", "2s"), Map.of());
        Bundle open = Bundle.from(Image.host());
        Bundle limited = open.deadline(Duration.ofSeconds(9));

        assertThat(settings.forStart(open).deadline()).contains(Duration.ofSeconds(1));
        assertThat(settings.forRuns(open).deadline()).contains(Duration.ofSeconds(2));
        assertThat(settings.forStart(limited)).isSameAs(limited);
        assertThat(settings.forRuns(limited)).isSameAs(limited);
    }
}
