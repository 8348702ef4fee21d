package org.ociunit.runtime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
    @Test
    void has_a_tag_a_kind_values_and_bytes() throws IOException {
        Reply reply = read("1e000000 07000000 05000000 02000000 0300000000000000 ffffffffffffffff 6162");

        assertThat(reply.tag()).isEqualTo(7);
        assertThat(reply.kind()).isEqualTo(Reply.Kind.RECEIVED);
        assertThat(reply.values()).containsExactly(3L, -1L);
        assertThat(reply.number(1)).isEqualTo(-1);
        assertThat(reply.bytes()).containsExactly('a', 'b');
    }

    @ParameterizedTest
    @CsvSource({"01, HELLO", "02, DONE", "03, FAILED", "04, EXITED", "05, RECEIVED"})
    void each_number_is_an_event(String number, Reply.Kind kind) throws IOException {
        Reply reply = read("0c000000 00000000 " + number + "000000 00000000");

        assertThat(reply.kind()).isEqualTo(kind);
        assertThat(reply.values()).isEmpty();
        assertThat(reply.bytes()).isEmpty();
    }

    @Test
    void replies_follow_each_other() throws IOException {
        DataInputStream in = in("0c000000 01000000 02000000 00000000 0c000000 02000000 02000000 00000000");

        assertThat(Reply.read(in).tag()).isEqualTo(1);
        assertThat(Reply.read(in).tag()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0c", "0c0000"})
    void an_end_before_the_length_is_the_end(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0c000000", "0c000000 07000000 02000000", "0d000000 07000000 02000000 00000000"})
    void an_end_before_the_whole_body_is_refused(String hex) {
        int announced = HexFormat.fromHexDigits(hex.substring(0, 2));
        int came = (hex.replace(" ", "").length() - 8) / 2;

        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame of " + came + " bytes where " + announced + " were announced");
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, 0",
        "0b000000, 11",
        "ffffffff, -1",
        "00000080, -2147483648",
        "01001000, 1048577",
        "ffffff7f, 2147483647"
    })
    void a_length_that_no_frame_has_is_refused_before_it_is_read(String hex, int length) throws IOException {
        DataInputStream in = in(hex + " 07000000 02000000 00000000");

        assertThatThrownBy(() -> Reply.read(in))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame that announces " + length + " bytes");
        assertThat(in.available()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"00000000, 0", "07000000, 7", "ffffffff, -1", "00000080, -2147483648"})
    void an_unknown_event_is_refused(String hex, int number) {
        assertThatThrownBy(() -> read("0c000000 07000000 " + hex + " 00000000"))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame with the unknown event " + number);
    }

    @ParameterizedTest
    @CsvSource({"02000000, 2", "ffffffff, -1", "ffffff7f, 2147483647", "01000020, 536870913"})
    void more_values_than_the_body_holds_are_refused(String hex, int count) {
        assertThatThrownBy(() -> read("1b000000 07000000 02000000 " + hex + " 0300000000000000 00000000000000"))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame that announces " + count + " values in 15 bytes");
    }

    private static Reply read(String hex) throws IOException {
        return Reply.read(in(hex));
    }

    private static DataInputStream in(String hex) {
        return new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }
}
