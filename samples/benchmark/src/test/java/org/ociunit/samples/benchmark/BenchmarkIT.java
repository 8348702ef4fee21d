package org.ociunit.samples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;
import org.ociunit.runtime.testkit.Traces;

/** The benchmark in a JVM of its own: that it measures everything, or says why not, and leaves nothing. */
@Timeout(600) // of which an emulated machine needs some
@Tag("once")
class BenchmarkIT {
    private static final List<String> ALWAYS = List.of(
            "embedded run",
            "embedded create",
            "embedded start",
            "embedded kill and wait",
            "embedded delete",
            "embedded exec",
            "embedded DSL run of the host's true",
            "64 MiB to a forwarded port",
            "64 MiB over loopback",
            "connection to a forwarded port",
            "connection over loopback",
            "hello-world JVM",
            "jrunc state",
            "jrunc list",
            "jrunc run");
    private static final List<String> AS_ROOT =
            List.of("bare C program", "bare C program, no network namespace", "embedded run, no network namespace");
    private static final List<String> WHERE_INSTALLED = List.of(
            "64 MiB through slirp4netns",
            "connection through slirp4netns",
            "64 MiB through docker-proxy",
            "connection through docker-proxy",
            "runc driver run",
            "runc command",
            "crun driver run",
            "crun command",
            "runc state",
            "runc list",
            "runc run");

    /** As the build has put it together. */
    private static final Path JRUNC = Path.of("../../runtime/target/jrunc/bin/jrunc");

    @TempDir
    Path folder;

    @Test
    @NeedsRoot
    void measures_everything_as_root_and_leaves_nothing() throws Exception {
        String json = benchmark();

        assertThat(ALWAYS).allSatisfy(column -> assertThat(json).containsPattern(measured(column)));
        assertThat(AS_ROOT).allSatisfy(column -> assertThat(json).containsPattern(measured(column)));
        assertThat(WHERE_INSTALLED)
                .allSatisfy(column -> assertThat(json).containsPattern(measured(column) + "|" + missing(column)));
        assertThat(json)
                .containsPattern("\"of\": \"embedded run\", \"to\": \"bare C program\", \"tenth\": [0-9.]+")
                .containsPattern(
                        "\"of\": \"64 MiB to a forwarded port\", \"to\": \"64 MiB over loopback\", \"tenth\": [0-9.]+")
                .containsPattern("\"of\": \"jrunc state\", \"to\": \"hello-world JVM\", \"tenth\": [0-9.]+");
    }

    @Test
    @NeedsUser
    void measures_as_an_ordinary_user_what_such_a_one_can_do() throws Exception {
        String json = benchmark();

        assertThat(ALWAYS).allSatisfy(column -> assertThat(json).containsPattern(measured(column)));
        assertThat(AS_ROOT).allSatisfy(column -> assertThat(json).containsPattern(missing(column)));
    }

    private String benchmark() throws IOException, InterruptedException {
        Path file = folder.resolve("benchmark.json");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dbenchmark.jrunc=" + JRUNC.toRealPath(),
                        "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                        Benchmark.class.getName(),
                        "--rounds",
                        "2",
                        "--warm-up",
                        "1",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes());
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(jvm.exitValue()).as(output).isZero();
        assertThat(output).contains("2 rounds, microseconds");
        assertThat(Traces.of("benchmark-" + jvm.pid() + "-")).isEmpty();
        assertThat(folder.resolve("tmp")).isDirectoryNotContaining("glob:**/ociunit-benchmark-*");
        return Files.readString(file);
    }

    private static String measured(String column) {
        return Pattern.quote("{\"name\": \"" + column + "\", ") + "\"tenth\": [0-9.]+, \"median\": [0-9.]+}";
    }

    private static String missing(String column) {
        return Pattern.quote("{\"name\": \"" + column + "\", ") + "\"missing\": \"[^\"]+\"}";
    }
}
