package org.ociunit.image;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.ociunit.error.ImageException;

/**
 * Writes the archive of a layer: what is put over those below it, and what goes from them. The same calls make the same
 * bytes. Internal.
 *
 * <p>image-spec layer.md; the archive is one of POSIX.1-2001 (pax), whose records hold what a header has no room for.
 */
public final class LayerWriter implements Closeable {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String EXTENDED = "SCHILY.xattr.";

    private static final int RECORD = 512;
    private static final int CHECKSUM = 148;
    private static final int MOST_NAME = 100;

    /** What seven and eleven octal digits hold. */
    private static final long MOST_ID = 07777777;

    private static final long MOST_SIZE = 077777777777L;

    private static final int FILE_MODE = 0644;
    private static final char FILE = '0';
    private static final char HARD_LINK = '1';
    private static final char LINK = '2';
    private static final char CHARACTERS = '3';
    private static final char BLOCKS = '4';
    private static final char FOLDER = '5';
    private static final char PIPE = '6';
    private static final char PAX = 'x';

    private final OutputStream archive;
    private final String image;
    private final long mostBytes;
    private long bytes;
    private long entries;

    /**
     * A layer without anything in it so far.
     *
     * @param archive where to
     * @param image what the layer will be one of, for messages
     * @param limits how much it may have
     */
    LayerWriter(OutputStream archive, String image, ImageLimits limits) {
        this.archive = archive;
        this.image = image;
        this.mostBytes = limits.bytes();
    }

    /** One entry's header. */
    private record Header(char type, String name, FileStatus is, long size, String target) {}

    /**
     * Adds a folder, or says what one from below is like now.
     *
     * @param name its path, relative to the root, which is the empty path
     * @param is what it is like
     * @param extended its extended attributes by their whole names
     * @throws IOException if it cannot be written
     */
    public void folder(String name, FileStatus is, Map<String, byte[]> extended) throws IOException {
        begin(new Header(FOLDER, name.isEmpty() ? "./" : name + "/", is, 0, ""), extended);
    }

    /**
     * Adds a file.
     *
     * @param name its path, relative to the root
     * @param is what it is like
     * @param extended its extended attributes by their whole names
     * @param content what is in it; of what grows meanwhile, no more is read, and what shrinks is filled up with zeros
     * @throws IOException if it cannot be read or written
     */
    public void file(String name, FileStatus is, Map<String, byte[]> extended, InputStream content) throws IOException {
        bytes += is.size();
        if (bytes > mostBytes) {
            throw new ImageException(
                    image,
                    "its layer has more than " + mostBytes + " bytes.",
                    "allow it more, by Image.within, or remove from the container what is not needed.",
                    null);
        }
        begin(new Header(FILE, requireNoMark(name), is, is.size(), ""), extended);
        byte[] buffer = new byte[1 << 16];
        for (long left = is.size(); left > 0; ) {
            int count = content.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            if (count == 0) {
                Arrays.fill(buffer, (byte) 0);
                count = (int) Math.min(left, buffer.length);
            }
            archive.write(buffer, 0, count);
            left -= count;
        }
        pad(is.size());
    }

    /**
     * Adds a symbolic link.
     *
     * @param name its path, relative to the root
     * @param is what it is like
     * @param extended its extended attributes by their whole names
     * @param target where it leads
     * @throws IOException if it cannot be written
     */
    public void symbolicLink(String name, FileStatus is, Map<String, byte[]> extended, String target)
            throws IOException {
        begin(new Header(LINK, requireNoMark(name), is, 0, target), extended);
    }

    /**
     * Adds a further name of what was added before.
     *
     * @param name its path, relative to the root
     * @param is what it is like
     * @param existing the path of what was added
     * @throws IOException if it cannot be written
     */
    public void hardLink(String name, FileStatus is, String existing) throws IOException {
        begin(new Header(HARD_LINK, requireNoMark(name), is, 0, existing), Map.of());
    }

    /**
     * Adds a named pipe or a node of a device.
     *
     * @param name its path, relative to the root
     * @param is what it is like
     * @param extended its extended attributes by their whole names
     * @throws IOException if it cannot be written
     */
    public void node(String name, FileStatus is, Map<String, byte[]> extended) throws IOException {
        char type = is.isPipe() ? PIPE : is.hasBlocks() ? BLOCKS : CHARACTERS;
        begin(new Header(type, requireNoMark(name), is, 0, ""), extended);
    }

    /**
     * Removes something from below.
     *
     * @param name its path, relative to the root
     * @throws IOException if that cannot be written
     */
    public void whiteout(String name) throws IOException {
        int last = name.lastIndexOf('/') + 1;
        mark(name.substring(0, last) + WHITEOUT + name.substring(last));
    }

    /**
     * Removes all that is in a folder from below.
     *
     * @param folder its path, relative to the root
     * @throws IOException if that cannot be written
     */
    public void opaque(String folder) throws IOException {
        mark(folder.isEmpty() ? OPAQUE : folder + "/" + OPAQUE);
    }

    private void mark(String name) throws IOException {
        FileTime beginning = FileTime.fromMillis(0);
        FileStatus is = new FileStatus(FILE_MODE, 0, 0, 0, beginning, beginning, 1, 0, name);
        begin(new Header(FILE, name, is, 0, ""), Map.of());
    }

    /** What would be taken for a mark, and remove something. */
    private String requireNoMark(String name) {
        if (name.startsWith(WHITEOUT, name.lastIndexOf('/') + 1)) {
            throw new ImageException(
                    image,
                    "\"" + name + "\" begins with " + WHITEOUT + ", by which a layer tells what it removes.",
                    "give the file another name.",
                    null);
        }
        return name;
    }

    /**
     * Whether nothing has been added or removed.
     *
     * @return whether the archive has no entry
     */
    public boolean isEmpty() {
        return entries == 0;
    }

    private void begin(Header header, Map<String, byte[]> extended) throws IOException {
        entries++;
        byte[] pax = records(header, extended);
        if (pax.length > 0) {
            FileTime beginning = FileTime.fromMillis(0);
            FileStatus is = new FileStatus(FILE_MODE, 0, 0, pax.length, beginning, beginning, 1, 0, header.name);
            writeHeader(new Header(PAX, "PaxHeaders/" + header.name, is, pax.length, ""));
            archive.write(pax);
            pad(pax.length);
        }
        writeHeader(header);
    }

    /** What does not fit into the header, in an order of its own. */
    private static byte[] records(Header header, Map<String, byte[]> extended) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        FileStatus is = header.is;
        Instant modified = is.modified().toInstant();
        if (!fits(header.name)) {
            record(records, "path", header.name);
        }
        if (!fits(header.target)) {
            record(records, "linkpath", header.target);
        }
        if (header.size > MOST_SIZE) {
            record(records, "size", Long.toString(header.size));
        }
        if (is.uid() > MOST_ID) {
            record(records, "uid", Long.toString(is.uid()));
        }
        if (is.gid() > MOST_ID) {
            record(records, "gid", Long.toString(is.gid()));
        }
        if (modified.getNano() != 0 || modified.getEpochSecond() < 0 || modified.getEpochSecond() > MOST_SIZE) {
            BigDecimal time =
                    BigDecimal.valueOf(modified.getEpochSecond()).add(BigDecimal.valueOf(modified.getNano(), 9));
            record(records, "mtime", time.stripTrailingZeros().toPlainString());
        }
        for (Map.Entry<String, byte[]> attribute :
                ExtendedAttributes.kept(extended).entrySet()) {
            if (attribute.getKey().indexOf('=') < 0) { // which no record can name
                record(records, EXTENDED + attribute.getKey(), attribute.getValue());
            }
        }
        return records.toByteArray();
    }

    private static boolean fits(String text) {
        return text.length() <= MOST_NAME && text.chars().allMatch(letter -> letter < 128);
    }

    private static void record(OutputStream records, String name, String value) throws IOException {
        record(records, name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A record begins with its own length, that of the number included. */
    private static void record(OutputStream records, String name, byte[] value) throws IOException {
        byte[] begin = (" " + name + "=").getBytes(StandardCharsets.UTF_8);
        int rest = begin.length + value.length + 1;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() > length) {
            length++;
        }
        records.write(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        records.write(begin);
        records.write(value);
        records.write('\n');
    }

    private void writeHeader(Header header) throws IOException {
        byte[] record = new byte[RECORD];
        FileStatus is = header.is;
        text(record, 0, MOST_NAME, header.name);
        octal(record, 100, 8, is.permissions());
        octal(record, 108, 8, is.uid() > MOST_ID ? 0 : is.uid());
        octal(record, 116, 8, is.gid() > MOST_ID ? 0 : is.gid());
        octal(record, 124, 12, header.size > MOST_SIZE ? 0 : header.size);
        octal(
                record,
                136,
                12,
                Math.max(0, Math.min(MOST_SIZE, is.modified().toInstant().getEpochSecond())));
        record[156] = (byte) header.type;
        text(record, 157, MOST_NAME, header.target);
        text(record, 257, 8, "ustar\00000");
        if (header.type == CHARACTERS || header.type == BLOCKS) {
            octal(record, 329, 8, is.major());
            octal(record, 337, 8, is.minor());
        }
        Arrays.fill(record, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (byte one : record) {
            sum += one & 0xff;
        }
        octal(record, CHECKSUM, 7, sum);
        archive.write(record);
    }

    private static void text(byte[] record, int at, int most, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, record, at, Math.min(most, bytes.length));
    }

    /** Digits with leading zeros, and a zero byte behind them. */
    private static void octal(byte[] record, int at, int room, long number) {
        long left = number;
        for (int i = room - 2; i >= 0; i--) {
            record[at + i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
        record[at + room - 1] = 0;
    }

    private void pad(long size) throws IOException {
        int over = (int) (size % RECORD);
        if (over > 0) {
            archive.write(new byte[RECORD - over]);
        }
    }

    /** Writes the end of the archive, and closes it. */
    @Override
    public void close() throws IOException {
        archive.write(new byte[2 * RECORD]);
        archive.close();
    }
}
