package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a command line has done.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it printed to the standard error, with the times left out
 */
public record Called(int code, String out, String err) {
    static Called with(Path directory, String... words) {
        return with(Map.of(), directory, "", words);
    }

    static Called with(Map<String, String> environment, Path directory, String input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLine.run(
                List.of(words),
                environment,
                directory,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
        return new Called(code, out.toString(UTF_8), timeless(err.toString(UTF_8)));
    }

    /** The same, if that is its code; else the test fails, and shows what was printed. */
    public Called endedWith(int expected) {
        assertThat(code).describedAs(toString()).isEqualTo(expected);
        return this;
    }

    static String timeless(String log) {
        return log.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "T");
    }

    /** The one line of a warning in the log. */
    static String warning(String words) {
        return "time=\"T\" level=warning msg=\"" + words + "\"\n";
    }

    /** The one line of an error in the log. */
    static String error(String words) {
        return "time=\"T\" level=error msg=\"" + words + "\"\n";
    }
}
