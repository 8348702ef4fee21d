package org.ociunit.dsl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the archive of a layer, a hostile one too: names are taken as they are. */
public final class LayerTar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
    private Instant time = Instant.ofEpochSecond(86_400);
    private int owner;
    private Map<String, String> pax = Map.of();

    public LayerTar() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /** When the following entries were modified. */
    public LayerTar at(Instant modified) {
        time = modified;
        return this;
    }

    /** Whom the following entries belong to, user and group. */
    public LayerTar of(int id) {
        owner = id;
        return this;
    }

    /** What else is said of the next entry. */
    public LayerTar with(String record, String value) {
        pax = Map.of(record, value);
        return this;
    }

    /** A header as it is to be found, of any type, and what is behind it up to the end of a record. */
    public LayerTar raw(String name, char type, byte[] content) {
        return raw(header(name, type, content.length), content);
    }

    /** Pax records in front of the next entry, of type {@code x}, or of all that follow, of type {@code g}. */
    public LayerTar records(char type, Map<String, String> records) {
        StringBuilder text = new StringBuilder();
        records.forEach((name, value) -> text.append(record(name, value)));
        return raw("records", type, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One pax record; its length counts its own digits. */
    public static String record(String name, String value) {
        String text = " " + name + "=" + value + "\n";
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes + Integer.toString(bytes).length();
        length = bytes + Integer.toString(length).length();
        return length + text;
    }

    /** A header, which its checksum is to be put into, and what is behind it. */
    public LayerTar raw(byte[] header, byte[] content) {
        sum(header, 0);
        bytes.writeBytes(header);
        bytes.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
        return this;
    }

    /** Puts its checksum into the header that begins there. */
    public static void sum(byte[] tar, int begin) {
        int sum = 0;
        Arrays.fill(tar, begin + 148, begin + 156, (byte) ' ');
        for (int i = begin; i < begin + 512; i++) {
            sum += tar[i] & 0xff;
        }
        put(tar, begin + 148, "%06o\0 ".formatted(sum));
    }

    /** The header of a file of somebody's. */
    public static byte[] header(String name, char type, long size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(size) + "00000250600\0");
        header[156] = (byte) type;
        put(header, 257, "ustar\00" + "00");
        return header;
    }

    public static void put(byte[] header, int at, String text) {
        byte[] letters = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(letters, 0, header, at, letters.length);
    }

    public LayerTar folder(String name, int mode) {
        return put(new TarArchiveEntry(name, TarConstants.LF_DIR, true), mode, new byte[0]);
    }

    public LayerTar file(String name, String text) {
        return file(name, 0644, text.getBytes(StandardCharsets.UTF_8));
    }

    public LayerTar file(String name, int mode, byte[] content) {
        return put(new TarArchiveEntry(name, TarConstants.LF_NORMAL, true), mode, content);
    }

    public LayerTar symbolicLink(String name, String target) {
        return link(name, TarConstants.LF_SYMLINK, target, 0777);
    }

    public LayerTar hardLink(String name, String target) {
        return hardLink(name, target, 0777);
    }

    /** With the mode of the file, as most write it. */
    public LayerTar hardLink(String name, String target, int mode) {
        return link(name, TarConstants.LF_LINK, target, mode);
    }

    public LayerTar pipe(String name, int mode) {
        return put(new TarArchiveEntry(name, TarConstants.LF_FIFO, true), mode, new byte[0]);
    }

    public LayerTar device(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_BLK, true);
        entry.setDevMajor(8);
        return put(entry, 0666, new byte[0]);
    }

    private LayerTar link(String name, byte kind, String target, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(target);
        return put(entry, mode, new byte[0]);
    }

    private LayerTar put(TarArchiveEntry entry, int mode, byte[] content) {
        try {
            entry.setMode(mode);
            entry.setSize(content.length);
            entry.setUserId(owner);
            entry.setGroupId(owner);
            entry.setLastModifiedTime(FileTime.from(time));
            for (Map.Entry<String, String> record : pax.entrySet()) {
                entry.addPaxHeader(record.getKey(), record.getValue());
            }
            pax = Map.of();
            if (time.getNano() != 0) {
                entry.addPaxHeader("mtime", time.getEpochSecond() + "." + String.format("%09d", time.getNano()));
            }
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive. */
    public byte[] bytes() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
