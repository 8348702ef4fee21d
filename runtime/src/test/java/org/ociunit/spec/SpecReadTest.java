package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.InvalidDocumentException;

/** One row for each file that is no configuration at all, and the whole answer. */
class SpecReadTest {
    private static final String VERSION = "\"ociVersion\": \"1.3.0\"";

    @TempDir
    Path bundle;

    static Stream<Arguments> files() {
        return Stream.of(
                row("B1 empty file", "", "", "config.json is empty (0 bytes)"),
                row("B3 no object", "[{" + VERSION + "}]", ":1:1", "expected object, got array"),
                row("B4 trailing garbage", "{" + VERSION + "} x", ":1:25", "trailing data"),
                row("B4 a second document", "{" + VERSION + "}\n{}", ":2:1", "trailing data"),
                row(
                        "B6 duplicate key",
                        "{" + VERSION + ",\n\"hostname\": \"a\",\n\"hostname\": \"b\"}",
                        ":3:1",
                        "hostname: duplicate member"),
                row("B7 no ociVersion", "{\"hostname\": \"a\"}", ":1:17", "ociVersion: required, but missing"),
                row(
                        "B10 ociVersion number",
                        "{\n  \"ociVersion\": 1.3}",
                        ":2:17",
                        "ociVersion: expected string, got number 1.3"),
                row(
                        "B24 args with a number",
                        "{" + VERSION + ", \"process\": {\"cwd\": \"/\",\n\"args\": [\"a\", 5]}}",
                        ":2:15",
                        "process.args[1]: expected string, got number"),
                row(
                        "B25 cwd missing",
                        "{" + VERSION + ",\n\"process\": {\"args\": [\"a\"]}}",
                        ":2:26",
                        "process.cwd: required, but missing"),
                row(
                        "B33 uid -1",
                        "{" + VERSION + ",\n\"process\": {\"cwd\": \"/\", \"user\": {\"uid\": -1}}}",
                        ":2:41",
                        "process.user.uid: -1 out of range (0 to 4294967295)"),
                row(
                        "B51 mount without a destination",
                        "{" + VERSION + ",\n\"mounts\": [{\"destination\": \"/a\"}, {\"type\": \"tmpfs\"}]}",
                        ":2:51",
                        "mounts[1].destination: required, but missing"),
                row(
                        "B97 annotation value number",
                        "{" + VERSION + ",\n\"annotations\": {\"org.example.a\": 1}}",
                        ":2:34",
                        "annotations[\"org.example.a\"]: expected string, got number"),
                row("unfinished", "{" + VERSION + ", \"root\": {", ":1:34", "root: the text ends too early"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void each_file_that_is_no_configuration_gets_its_answer(String row, String text, String place, String why)
            throws Exception {
        Path config = Files.writeString(bundle.resolve("config.json"), text);

        assertThatThrownBy(() -> Spec.read(config))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("Could not read " + config + place + ".\nWhy: " + why);
    }

    @Test
    void b103_a_bundle_without_a_config() {
        Path config = bundle.resolve("config.json");

        assertThatThrownBy(() -> Spec.read(config))
                .isExactlyInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not read %s.
                        Why: The file does not exist.
                        Fix: Create it, or give the path of a file that exists.""".formatted(config));
    }

    private static Arguments row(String name, String text, String place, String why) {
        return arguments(name, text, place, why);
    }
}
