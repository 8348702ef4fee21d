package org.ociunit.jrunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
    private static final List<Flag> FLAGS = List.of(
            Flag.text("bundle", "a folder").or("b"),
            Flag.toggle("detach", "go away").or("d"),
            Flag.texts("env", "a variable").or("e"),
            Flag.number("preserve-fds", "how many"),
            Flag.numbers("additional-gids", "a group").or("g"),
            Flag.duration("interval", "how often"));

    private static Invocation read(String... words) {
        return new Grammar(FLAGS, false).parse(List.of(words));
    }

    private static Invocation readOfProgram(String... words) {
        return new Grammar(FLAGS, true).parse(List.of(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-b /x", "--b /x", "-bundle /x", "--bundle /x", "-b=/x", "--bundle=/x"})
    void a_flag_has_one_dash_or_two_and_its_value_behind_a_blank_or_an_equals_sign(String line) {
        assertThat(read(line.split(" "))).isEqualTo(new Invocation(Map.of("bundle", List.of("/x")), List.of()));
    }

    @Test
    void a_value_is_cut_off_at_the_first_equals_sign_alone() {
        assertThat(read("-e=A=B=C").texts("env")).containsExactly("A=B=C");
    }

    @Test
    void a_flag_that_may_be_repeated_keeps_all_values_and_any_other_one_the_last() {
        Invocation read = read("-e", "A=1", "--env", "B=2", "-b", "x", "-b", "y");

        assertThat(read.texts("env")).containsExactly("A=1", "B=2");
        assertThat(read.text("bundle")).contains("y");
    }

    @Test
    void flags_may_follow_the_arguments_of_a_command_that_takes_no_program() {
        assertThat(read("one", "-d", "two"))
                .isEqualTo(new Invocation(Map.of("detach", List.of("true")), List.of("one", "two")));
    }

    @Test
    void what_follows_the_first_argument_of_a_command_with_a_program_is_the_programs() {
        Invocation read = readOfProgram("-d", "one", "sh", "-c", "-e", "--", "x");

        assertThat(read)
                .isEqualTo(
                        new Invocation(Map.of("detach", List.of("true")), List.of("one", "sh", "-c", "-e", "--", "x")));
    }

    @Test
    void two_dashes_end_the_flags() {
        assertThat(read("-d", "--", "-b", "x").arguments()).containsExactly("-b", "x");
    }

    @Test
    void a_single_dash_is_an_argument_and_may_be_a_value() {
        assertThat(read("-").arguments()).containsExactly("-");
        assertThat(read("-b", "-").text("bundle")).contains("-");
    }

    @ParameterizedTest
    @CsvSource({"--detach, true", "-d=true, true", "-d=T, true", "-d=1, true", "-d=false, false", "--detach=0, false"})
    void a_switch_is_on_unless_it_is_switched_off(String word, boolean on) {
        assertThat(read(word).has("detach")).isEqualTo(on);
        assertThat(read(word).isSet("detach")).isTrue();
    }

    @Test
    void a_flag_that_is_not_given_is_off_and_has_no_value() {
        Invocation read = read();

        assertThat(read.has("detach")).isFalse();
        assertThat(read.isSet("bundle")).isFalse();
        assertThat(read.text("bundle")).isEmpty();
        assertThat(read.texts("env")).isEmpty();
        assertThat(read.number("preserve-fds")).isEmpty();
    }

    @Test
    void numbers_and_times_are_read() {
        assertThat(read("--preserve-fds", "3").number("preserve-fds")).contains(3L);
        assertThat(read("-g", "1", "-g", "2").numbers("additional-gids")).containsExactly(1L, 2L);
        assertThat(read("--interval", "1m30s").text("interval")).contains("PT1M30S");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nope | flag provided but not defined: -nope",
                "-nope=1 | flag provided but not defined: -nope",
                "-b | flag needs an argument: -b",
                "--bundle | flag needs an argument: -bundle",
                "---b | bad flag syntax: ---b",
                "-=x | bad flag syntax: -=x",
                "--preserve-fds=x | invalid value \"x\" for flag -preserve-fds: parse error",
                "-g=1.5 | invalid value \"1.5\" for flag -g: parse error",
                "--interval=soon | invalid value \"soon\" for flag -interval: parse error",
                "--detach=maybe | invalid boolean value \"maybe\" for -detach: parse error"
            })
    void what_cannot_be_read_is_told_as_go_tells_it(String word, String message) {
        assertThatThrownBy(() -> read(word)).isInstanceOf(UsageException.class).hasMessage(message);
    }
}
