package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.ociunit.dsl.testkit.LayoutFixture;

class CompressionTest {
    @Test
    void gzip_in_several_parts_is_one() throws IOException {
        byte[] part = LayoutFixture.gzip(new byte[] {1, 2, 3});
        byte[] twice = new byte[part.length * 2];
        System.arraycopy(part, 0, twice, 0, part.length);
        System.arraycopy(part, 0, twice, part.length, part.length);
        InputStream bytes = new ByteArrayInputStream(twice);
        Compression found = Compression.of(bytes);
        assertThat(found).isEqualTo(Compression.GZIP);
        assertThat(found.open(bytes).readAllBytes()).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void zstd_without_its_codec_names_what_to_add() throws IOException {
        InputStream bytes = new ByteArrayInputStream(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
        Compression found = Compression.of(bytes);
        assertThat(found).isEqualTo(Compression.ZSTD);
        assertThatThrownBy(() -> found.open(bytes, () -> false))
                .isInstanceOf(MissingCodecException.class)
                .hasMessage("it is compressed with zstd, and there is no codec for that on the class path");
        assertThat(MissingCodecException.FIX)
                .contains("com.github.luben:zstd-jni")
                .contains("org.apache.commons:commons-compress");
    }

    @Test
    void anything_else_is_not_compressed() throws IOException {
        assertThat(Compression.of(new ByteArrayInputStream(new byte[0]))).isEqualTo(Compression.NONE);
        assertThat(Compression.of(new ByteArrayInputStream(new byte[] {0x1f}))).isEqualTo(Compression.NONE);
    }
}
