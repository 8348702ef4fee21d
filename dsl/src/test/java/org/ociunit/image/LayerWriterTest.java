package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ImageException;

class LayerWriterTest {
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int CHARACTERS = 0020000;
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 120_000_000);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LayerWriter layer =
            new LayerWriter(bytes, "image", ImageLimits.usual().withBytes(1000));

    private static FileStatus status(int mode, long owner, long size, Instant time) {
        return new FileStatus(
                mode, owner, owner + 1, size, FileTime.from(time), FileTime.from(time), 1, 0x101_0203L, "key");
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, TarArchiveEntry> entries() throws IOException {
        layer.close();
        Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()), "UTF-8")) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    @Test
    void what_a_header_has_no_room_for_is_in_records() throws IOException {
        String longName = "folder/" + "n".repeat(200);
        layer.folder("", status(FOLDER | 01777, 0, 4096, TIME), Map.of());
        layer.file(longName, status(FILE | 04755, 5_000_000, 4, TIME), Map.of(), text("text"));
        layer.file("näher", status(FILE | 0600, 1, 0, Instant.ofEpochSecond(-3, 500_000_000)), Map.of(), text(""));
        layer.symbolicLink("link", status(0120777, 1, 0, Instant.EPOCH), Map.of(), "ü".repeat(60));
        layer.hardLink("again", status(FILE | 04755, 1, 4, TIME), longName);
        layer.node("dev", status(CHARACTERS | 0620, 1, 0, TIME), Map.of());
        Map<String, TarArchiveEntry> entries = entries();

        assertThat(entries.keySet()).containsExactly("./", longName, "näher", "link", "again", "dev");
        assertThat(entries.get("./").getMode()).isEqualTo(01777);
        assertThat(entries.get(longName).getLongUserId()).isEqualTo(5_000_000);
        assertThat(entries.get(longName).getLongGroupId()).isEqualTo(5_000_001);
        assertThat(entries.get(longName).getMode()).isEqualTo(04755);
        assertThat(entries.get(longName).getLastModifiedTime().toInstant()).isEqualTo(TIME);
        assertThat(entries.get("näher").getLastModifiedTime().toInstant())
                .isEqualTo(Instant.ofEpochSecond(-3, 500_000_000));
        assertThat(entries.get("link").getLinkName()).isEqualTo("ü".repeat(60));
        assertThat(entries.get("again").isLink()).isTrue();
        assertThat(entries.get("again").getLinkName()).isEqualTo(longName);
        assertThat(entries.get("dev").isCharacterDevice()).isTrue();
        assertThat(entries.get("dev").getDevMajor()).isEqualTo(0x102);
        assertThat(entries.get("dev").getDevMinor()).isEqualTo(0x1003);
    }

    @Test
    void marks_remove_what_is_below() throws IOException {
        layer.whiteout("top");
        layer.whiteout("deep/er");
        layer.opaque("folder");
        assertThat(entries().keySet()).containsExactly(".wh.top", "deep/.wh.er", "folder/.wh..wh..opq");
    }

    @Test
    void the_same_calls_make_the_same_bytes() throws IOException {
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (LayerWriter again = new LayerWriter(other, "image", ImageLimits.usual())) {
            again.file("file", status(FILE | 0644, 1, 4, TIME), attributes("user.b", "user.a"), text("text"));
        }
        layer.file("file", status(FILE | 0644, 1, 4, TIME), attributes("user.a", "user.b"), text("text"));
        layer.close();
        assertThat(bytes.toByteArray()).isEqualTo(other.toByteArray()).hasSize(512 * 6);
    }

    private static Map<String, byte[]> attributes(String... names) {
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        for (String name : names) {
            attributes.put(name, new byte[] {0, (byte) 0xff, '\n'});
        }
        return attributes;
    }

    /** A record's length counts its own digits: 97 more make it one of three. */
    @Test
    void records_of_any_length_are_whole() throws IOException {
        for (int length = 60; length < 130; length++) {
            layer.folder("f" + length, status(FOLDER | 0755, 1, 0, TIME), Map.of("user.note", new byte[length]));
        }
        assertThat(entries()).hasSize(70);
    }

    @Test
    void what_belongs_to_the_machine_is_left_out() throws IOException {
        layer.folder(
                "folder",
                status(FOLDER | 0755, 1, 0, Instant.EPOCH),
                attributes("security.selinux", "trusted.overlay.opaque", "user.overlay.opaque", "user.a=b"));
        layer.close();
        assertThat(bytes.size()).as("a header, and the end").isEqualTo(512 * 3);
    }

    @Test
    void a_file_that_has_changed_meanwhile_has_the_size_that_was_told() throws IOException {
        layer.file("grown", status(FILE | 0644, 1, 2, TIME), Map.of(), text("more"));
        layer.file("shrunk", status(FILE | 0644, 1, 600, TIME), Map.of(), text("less"));
        layer.file("next", status(FILE | 0644, 1, 1, TIME), Map.of(), text("1"));
        assertThat(entries().keySet()).containsExactly("grown", "shrunk", "next");
    }

    @Test
    void more_than_the_limits_allow_is_refused() {
        assertThatThrownBy(() -> layer.file("big", status(FILE | 0644, 1, 1001, TIME), Map.of(), text("")))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image image.
                        Why: its layer has more than 1000 bytes.
                        Fix: allow it more, by Image.within, or remove from the container what is not needed.""");
    }
}
