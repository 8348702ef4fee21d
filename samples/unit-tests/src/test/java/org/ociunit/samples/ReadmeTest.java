package org.ociunit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what the samples run. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void every_line_of_its_examples_is_a_line_of_a_sample() throws IOException {
        List<String> shown = JAVA.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(MatchResult::group)
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.startsWith("```"))
                .toList();

        assertThat(lines()).containsAll(shown);
        assertThat(shown).hasSizeGreaterThan(40);
    }

    private static List<String> lines() throws IOException {
        try (var files = Files.walk(ROOT.resolve("samples"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(ReadmeTest::read)
                    .map(String::strip)
                    .toList();
        }
    }

    private static Stream<String> read(Path file) {
        try {
            return Files.readString(file).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
