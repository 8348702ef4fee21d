package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"62, true, true", "3, false, true", "22, true, false", "8, false, false"})
    void is_read_for_words_of_any_width_and_order(int machine, boolean wide, boolean little) throws IOException {
        Path file = new ElfFixture()
                .machine(machine, wide, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .loader("/lib/ld.so.1")
                .needs("libone.so.1", "libtwo.so")
                .soname("libself.so.3")
                .rpath("/opt/a:$ORIGIN")
                .runpath("/opt/b")
                .write(folder.resolve("elf"));
        assertThat(ElfFile.read(file))
                .contains(new ElfFile(
                        wide ? 64 : 32,
                        machine,
                        "/lib/ld.so.1",
                        "libself.so.3",
                        List.of("libone.so.1", "libtwo.so"),
                        "/opt/a:$ORIGIN",
                        "/opt/b"));
    }

    @Test
    void one_that_says_nothing_needs_nothing() throws IOException {
        Path file = new ElfFixture().write(folder.resolve("elf"));
        assertThat(ElfFile.read(file)).contains(new ElfFile(64, 62, null, null, List.of(), null, null));
    }

    @Test
    void what_is_no_elf_file_is_none() throws IOException {
        assertThat(ElfFile.read(Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + "# ".repeat(100))))
                .isEmpty();
        assertThat(ElfFile.read(Files.createFile(folder.resolve("empty")))).isEmpty();
    }

    @Test
    void one_that_has_been_cut_off_is_said_to_be_damaged() throws IOException {
        byte[] whole = Files.readAllBytes(new ElfFixture()
                .loader("/lib/ld.so.1")
                .needs("libone.so.1")
                .runpath("/opt")
                .write(folder.resolve("elf")));
        int header = 64;
        Path cut = folder.resolve("cut");
        for (int length = header; length < header + 2 * 56; length++) { // the table of its parts
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ElfFile.read(cut))
                    .isInstanceOf(IOException.class)
                    .hasMessage(cut + " is a damaged ELF file");
        }
    }
}
