package org.ociunit.samples.regression;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsEmbedded;

/** The suite as the program that {@code script/regress} starts. */
@Tag("once")
@NeedsEmbedded
@Timeout(120)
class SuiteIT {
    private static final Path JRUNC =
            Path.of("../../runtime/target/jrunc/bin/jrunc").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private int code;

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dociunit.jrunc=" + JRUNC,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Regression.class.getName(),
                "."));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        code = process.waitFor();
        return Files.readString(output);
    }

    @Test
    void cases_are_run_told_and_reported() throws Exception {
        Path report = folder.resolve("report");
        String told = run("--runtime", "embedded", "--filter", "^(L17|B33)$", "--report", report.toString());

        assertThat(told.replaceAll("ociunit [\\d.]+", "ociunit V").replaceAll(" {2,}", "  "))
                .isEqualTo("""
                2 cases on ociunit V
                B33  a uid of -1 is refused  passed
                L17  a created container is started  passed
                2 passed
                The report is %s
                """.formatted(report.resolve("index.html")));
        assertThat(code).isZero();
        assertThat(report)
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/junit.xml")
                .isDirectoryContaining("glob:**/report.json")
                .isDirectoryContaining("glob:**/report.tap");
    }

    @Test
    void what_is_new_fails_and_what_is_known_does_not() throws Exception {
        Path cases = Files.writeString(folder.resolve("cases.json"), """
                {
                  "scenario": "a program exits with 3",
                  "id": "X1",
                  "given": {"image": "host"},
                  "steps": [{"create": ["sh", "-c", "exit 4"]}, "start", {"expect": {"exit": 3}}]
                }
                """);
        Path known = Files.writeString(
                folder.resolve("known.json"),
                "[{\"runtime\": \"ociunit\", \"cases\": [\"X1\"], \"reason\": \"counts badly\"}]");

        assertThat(run(
                        "--runtime",
                        "embedded",
                        "--cases",
                        cases.toString(),
                        "--deviations",
                        folder.resolve("none").toString()))
                .contains("expect exit 3: The program did not exit with 3.")
                .endsWith("1 failed\n");
        assertThat(code).isOne();
        assertThat(run("--runtime", "embedded", "--cases", cases.toString(), "--deviations", known.toString()))
                .contains("counts badly")
                .endsWith("1 deviates\n");
        assertThat(code).isZero();
    }

    @Test
    void wrong_use_is_told() throws Exception {
        assertThat(run("--runtme", "embedded")).isEqualTo("There is no option --runtme.\n");
        assertThat(code).isEqualTo(2);
        assertThat(run("--filter")).isEqualTo("The option --filter takes a value.\n");
        assertThat(code).isEqualTo(2);
    }
}
