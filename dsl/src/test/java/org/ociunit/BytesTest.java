package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void a_number_is_told_in_its_greatest_whole_unit() {
        assertThat(new Bytes(0)).hasToString("0 bytes");
        assertThat(new Bytes(1500)).hasToString("1500 bytes");
        assertThat(Bytes.kibibytes(3)).hasToString("3 KiB");
        assertThat(Bytes.kibibytes(2048)).hasToString("2 MiB").isEqualTo(Bytes.mebibytes(2));
        assertThat(Bytes.gibibytes(4096)).hasToString("4096 GiB");
    }

    @Test
    void a_negative_number_is_refused() {
        assertThatThrownBy(() -> new Bytes(-1)).hasMessage("Illegal number of bytes -1: it takes 0 or more.");
    }
}
