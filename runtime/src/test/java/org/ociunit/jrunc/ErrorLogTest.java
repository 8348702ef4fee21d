package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorLogTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-02T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ErrorLog log(ErrorLog.Format format, Optional<Path> file, boolean debug, boolean terminal) {
        return new ErrorLog(format, file, debug, new PrintStream(err, true, UTF_8), terminal, NOON);
    }

    @Test
    void an_error_is_a_line_of_text() {
        log(ErrorLog.Format.TEXT, Optional.empty(), false, false).error("no \"such\" thing");

        assertThat(err.toString(UTF_8))
                .isEqualTo("time=\"2026-01-02T12:00:00Z\" level=error msg=\"no \\\"such\\\" thing\"\n");
    }

    @Test
    void a_word_alone_has_no_quotes() {
        log(ErrorLog.Format.TEXT, Optional.empty(), false, false).error("EOF");

        assertThat(err.toString(UTF_8)).isEqualTo("time=\"2026-01-02T12:00:00Z\" level=error msg=EOF\n");
    }

    @Test
    void an_error_is_a_line_of_json() {
        log(ErrorLog.Format.JSON, Optional.empty(), false, false).error("no <such> thing");

        assertThat(err.toString(UTF_8))
                .isEqualTo("{\"level\":\"error\",\"msg\":\"no \\u003csuch\\u003e thing\","
                        + "\"time\":\"2026-01-02T12:00:00Z\"}\n");
    }

    @Test
    void with_a_file_the_line_goes_there_and_the_bare_words_to_the_standard_error() throws Exception {
        Path file = folder.resolve("log");
        ErrorLog log = log(ErrorLog.Format.TEXT, Optional.of(file), false, false);

        log.error("no such thing");
        log.warning("take care");

        assertThat(file)
                .hasContent("time=\"2026-01-02T12:00:00Z\" level=error msg=\"no such thing\"\n"
                        + "time=\"2026-01-02T12:00:00Z\" level=warning msg=\"take care\"\n");
        assertThat(err.toString(UTF_8)).isEqualTo("no such thing\n");
    }

    @Test
    void what_runc_has_words_for_is_told_in_them_and_what_it_has_none_for_is_not_told() {
        ErrorLog log = log(ErrorLog.Format.TEXT, Optional.empty(), false, false);

        log.accept("c1: process.capabilities.ambient[1] is \"CAP_CHOWN\", and cannot be granted: it is not inheritable"
                + " too");
        log.accept("c1: process.env[1] is \"A=2\", and takes the place of an earlier value of A");

        assertThat(err.toString(UTF_8))
                .isEqualTo("time=\"2026-01-02T12:00:00Z\" level=warning msg=\"can't raise ambient capability CAP_CHOWN:"
                        + " c1: process.capabilities.ambient[1] is \\\"CAP_CHOWN\\\", and cannot be granted: it is not"
                        + " inheritable too\"\n");
    }

    @Test
    void what_was_in_the_file_stays() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "before\n");

        log(ErrorLog.Format.TEXT, Optional.of(file), false, false).warning("after");

        assertThat(file).hasContent("before\ntime=\"2026-01-02T12:00:00Z\" level=warning msg=after\n");
    }

    @Test
    void a_person_at_a_terminal_is_told_what_to_do() {
        log(ErrorLog.Format.TEXT, Optional.empty(), false, true)
                .error(new Message("it is too large", Optional.of("make it smaller.")));

        assertThat(err.toString(UTF_8)).isEqualTo("ERRO[0000] it is too large\nFix: make it smaller.\n");
    }

    @Test
    void a_program_is_told_the_error_alone() {
        log(ErrorLog.Format.TEXT, Optional.empty(), false, false)
                .error(new Message("it is too large", Optional.of("make it smaller.")));

        assertThat(err.toString(UTF_8))
                .isEqualTo("time=\"2026-01-02T12:00:00Z\" level=error msg=\"it is too large\"\n");
    }

    @Test
    void what_is_done_is_logged_only_if_it_is_asked_for() {
        log(ErrorLog.Format.TEXT, Optional.empty(), false, false).debug("one");
        log(ErrorLog.Format.TEXT, Optional.empty(), true, false).debug("two");

        assertThat(err.toString(UTF_8)).isEqualTo("time=\"2026-01-02T12:00:00Z\" level=debug msg=two\n");
    }

    @Test
    void a_file_that_cannot_be_opened_is_an_error_at_once() {
        Path file = folder.resolve("none/log");

        assertThatThrownBy(() -> log(ErrorLog.Format.TEXT, Optional.of(file), false, false))
                .isInstanceOf(RefusalException.class)
                .hasMessage("open " + file + ": no such file or directory");
    }
}
