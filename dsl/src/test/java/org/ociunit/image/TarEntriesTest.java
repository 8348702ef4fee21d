package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.ociunit.dsl.testkit.LayerTar;

class TarEntriesTest {
    /** The two records of zeros at the end, and what fills up their block. */
    private static byte[] unended(byte[] tar) {
        int end = tar.length;
        while (tar[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(tar, (end + 511) / 512 * 512);
    }

    private static InputStream repeated(int times, byte[] entries) {
        List<InputStream> all = Collections.nCopies(times, entries).stream()
                .map(bytes -> (InputStream) new ByteArrayInputStream(bytes))
                .toList();
        return new SequenceInputStream(Collections.enumeration(all));
    }

    private static long count(InputStream archive) throws IOException {
        long count = 0;
        try (TarEntries entries = new TarEntries(archive)) {
            for (TarArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void names_and_attributes_that_fill_the_memory_are_refused() {
        byte[] entry = unended(new LayerTar()
                .with("SCHILY.xattr.user.much", "x".repeat(1_000_000))
                .folder("folder/", 0755)
                .bytes());
        assertThatThrownBy(() -> count(repeated(200, entry)))
                .isInstanceOf(WrongContentException.class)
                .hasMessage(
                        "the entry behind \"folder/\": the names, links and attributes of the archive have more than"
                                + " 134217728 bytes");
    }

    @Test
    void many_entries_with_something_said_of_each_are_taken() throws IOException {
        byte[] entry = unended(new LayerTar()
                .records('g', Map.of("comment", "1234"))
                .with("SCHILY.xattr.user.some", "x".repeat(1000))
                .file("f".repeat(150), "text")
                .bytes());
        assertThat(count(repeated(500, entry))).isEqualTo(500);
    }

    @Test
    void what_nobody_has_read_of_an_entry_is_no_part_of_the_next_ones_header() throws IOException {
        byte[] tar = new LayerTar()
                .file("big", 0644, new byte[3 << 20])
                .with("SCHILY.xattr.user.some", "x")
                .file("small", "text")
                .bytes();
        try (TarEntries entries = new TarEntries(new ByteArrayInputStream(tar))) {
            assertThat(entries.next()).extracting(TarArchiveEntry::getName).isEqualTo("big");
            assertThat(entries.extended()).isEmpty();
            assertThat(entries.next()).extracting(TarArchiveEntry::getName).isEqualTo("small");
            assertThat(entries.extended()).containsOnlyKeys("user.some");
            assertThat(entries.next()).isNull();
        }
    }
}
