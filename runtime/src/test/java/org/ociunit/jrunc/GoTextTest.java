package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are Go's to the letter. */
class GoTextTest {
    @Test
    void a_table_has_columns_of_a_least_width_and_a_gap_behind_the_widest_cell() {
        String text = new Table(12, 3)
                .text(List.of(
                        List.of("ID", "STATUS", "OWNER"),
                        List.of("a-name-of-its-own", "running", "root"),
                        List.of("b", "created", "#1000")));

        assertThat(text).isEqualTo("""
                        ID                  STATUS      OWNER
                        a-name-of-its-own   running     root
                        b                   created     #1000
                        """);
    }

    @Test
    void json_escapes_what_could_be_html() {
        assertThat(GoJson.line(Map.of("a", "<&>"))).isEqualTo("{\"a\":\"\\u003c\\u0026\\u003e\"}");
    }

    @Test
    void json_escapes_control_characters_in_lower_case() {
        assertThat(GoJson.line(Map.of("a", "\u001b \\u001B \u2028")))
                .isEqualTo("{\"a\":\"\\u001b \\\\u001B \\u2028\"}");
    }

    @Test
    void json_is_indented_by_what_is_asked_for() {
        assertThat(GoJson.indented(Map.of("a", List.of("\tx", "y")), "  ")).isEqualTo("""
                        {
                          "a": [
                            "\\tx",
                            "y"
                          ]
                        }""");
    }

    @ParameterizedTest
    @CsvSource({
        "5s, 5000000000",
        "500ms, 500000000",
        "1m30s, 90000000000",
        "1.5h, 5400000000000",
        ".5s, 500000000",
        "7us, 7000",
        "7ns, 7",
        "0, 0",
        "-1s, -1000000000"
    })
    void a_time_is_read(String text, long nanoseconds) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanoseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "5s5", "five"})
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_quote_escapes_what_does_not_print() {
        assertThat(GoQuote.of("a \"b\" \\ \n\t\u0007\u001b \u00e9 \u0085"))
                .isEqualTo("\"a \\\"b\\\" \\\\ \\n\\t\\a\\x1b \u00e9 \\u0085\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456789Z",
        "2026-01-02T03:04:05.120Z, 2026-01-02T03:04:05.12Z",
        "2026-01-02T03:04:50Z, 2026-01-02T03:04:50Z"
    })
    void a_moment_has_no_zeros_at_the_end_of_its_fraction(String moment, String text) {
        assertThat(StateMembers.time(moment)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1024, 1024",
        "64k, 65536",
        "64K, 65536",
        "1m, 1048576",
        "1MB, 1048576",
        "1 MiB, 1048576",
        "1.5g, 1610612736"
    })
    void a_size_is_read(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "64x", "m", "1.2.3k", "9999999p"})
    void what_is_no_size_is_refused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_user_without_a_name_is_a_number_with_a_hash_sign() {
        List<String> passwd = List.of("root:x:0:0:root:/root:/bin/sh", "# nobody", "www:x:33:33::/:/bin/false");

        assertThat(UserNames.of(33, passwd)).isEqualTo("www");
        assertThat(UserNames.of(1000, passwd)).isEqualTo("#1000");
    }

    @Test
    void the_lines_of_ps_are_those_of_the_processes_as_they_were_printed() {
        String output = """
                UID        PID  PPID CMD
                root         1     0 init
                root        17     1 sleep 1
                root       117     1 sleep 17
                """;

        assertThat(ProcessList.only(List.of(17L, 4L), output)).isEqualTo("""
                        UID        PID  PPID CMD
                        root        17     1 sleep 1
                        """);
    }

    @Test
    void ps_has_to_tell_the_pids() {
        assertThatThrownBy(() -> ProcessList.only(List.of(1L), "CMD\ninit\n"))
                .isInstanceOf(RefusalException.class)
                .hasMessage("couldn't find PID field in ps output");
    }
}
