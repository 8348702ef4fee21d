package org.ociunit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "TERM, 15",
        "SIGTERM, 15",
        "term, 15",
        "SigTerm, 15",
        "kill, 9",
        "9, 9",
        "09, 9",
        "0, 0",
        "64, 64",
        "33, 33",
        "STKFLT, 16",
        "SYS, 31",
        "RTMIN, 34",
        "RTMIN+3, 37",
        "sigrtmin+3, 37",
        "RTMIN+30, 64"
    })
    void is_read_as_the_kill_commands_read_it(String text, int number) {
        assertThat(Signal.of(text)).isEqualTo(new Signal(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "BOGUS", "TERM ", "-9", "+9", "1.5", "100", "RTMIN+0", "RTMIN+31", "RTMIN-1"})
    void a_text_that_names_none_is_refused(String text) {
        assertThatThrownBy(() -> Signal.of(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal signal \"" + text + "\": it takes a name such as TERM, or a number from 0 to 64.");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65, Integer.MAX_VALUE})
    void a_number_that_linux_does_not_have_is_refused(int number) {
        assertThatThrownBy(() -> new Signal(number))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal signal " + number + ": it takes 0 to 64.");
    }

    @Test
    void a_text_with_a_number_that_linux_does_not_have_is_refused() {
        assertThatThrownBy(() -> Signal.of("65"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal signal 65: it takes 0 to 64.");
    }

    static IntStream all() {
        return IntStream.rangeClosed(0, 64);
    }

    @ParameterizedTest
    @MethodSource("all")
    void its_own_name_reads_as_itself(int number) {
        Signal signal = new Signal(number);

        assertThat(Signal.of(signal.name())).isEqualTo(signal);
        assertThat(Signal.of("sig" + signal.name().toLowerCase(Locale.ROOT))).isEqualTo(signal);
        assertThat(signal).hasToString(signal.name());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, HUP",
        "2, INT",
        "3, QUIT",
        "9, KILL",
        "10, USR1",
        "12, USR2",
        "15, TERM",
        "17, CHLD",
        "18, CONT",
        "19, STOP",
        "28, WINCH",
        "31, SYS",
        "32, 32",
        "33, 33",
        "34, RTMIN",
        "35, RTMIN+1",
        "64, RTMIN+30"
    })
    void has_the_name_of_signal_7(int number, String name) {
        assertThat(new Signal(number).name()).isEqualTo(name);
    }

    @Test
    void the_constants_have_the_numbers_of_their_names() {
        assertThat(Signal.HUP).isEqualTo(Signal.of("HUP"));
        assertThat(Signal.INT).isEqualTo(Signal.of("INT"));
        assertThat(Signal.QUIT).isEqualTo(Signal.of("QUIT"));
        assertThat(Signal.KILL).isEqualTo(Signal.of("KILL"));
        assertThat(Signal.USR1).isEqualTo(Signal.of("USR1"));
        assertThat(Signal.USR2).isEqualTo(Signal.of("USR2"));
        assertThat(Signal.TERM).isEqualTo(Signal.of("TERM"));
        assertThat(Signal.CONT).isEqualTo(Signal.of("CONT"));
        assertThat(Signal.STOP).isEqualTo(Signal.of("STOP"));
    }
}
