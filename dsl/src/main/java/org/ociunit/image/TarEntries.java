package org.ociunit.image;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of a tar archive, with their extended attributes as they are: values are no texts. What is said of
 * entries is kept in memory, and has limits, see {@link ImageLimits}. Internal.
 */
public final class TarEntries extends TarArchiveInputStream {
    /** Nothing that follows the end is passed over, as what fills up a block of several records would be. */
    private static final int RECORD = 512;

    private static final String EXTENDED = "SCHILY.xattr.";

    /** How much of a name a message has. */
    private static final int MOST_SHOWN = 200;

    private final Metered archive;
    private final ByteArrayOutputStream pax = new ByteArrayOutputStream();
    private Map<String, byte[]> extended = Map.of();
    private @Nullable TarArchiveEntry last;
    private int headers;
    private long global;
    private long names;

    /** The archive, of which there are few bytes between what two entries hold. */
    private static final class Metered extends FilterInputStream {
        private String next = "the first entry";
        private boolean inHeader;
        private long header;

        Metered(InputStream archive) {
            super(archive);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            meter(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            meter(got);
            return got;
        }

        private void meter(int bytes) {
            header += inHeader ? bytes : 0;
            if (header > ImageLimits.HEADER) {
                throw tooMuch("what is said of it has more than " + ImageLimits.HEADER + " bytes");
            }
        }

        private WrongContentException tooMuch(String why) {
            return new WrongContentException(next + ": " + why);
        }
    }

    /**
     * Begins in front of the first entry.
     *
     * @param archive the archive, uncompressed
     */
    public TarEntries(InputStream archive) {
        this(new Metered(archive));
    }

    private TarEntries(Metered archive) {
        super(archive, RECORD, RECORD, StandardCharsets.UTF_8.name());
        this.archive = archive;
    }

    /**
     * Goes on to the next entry.
     *
     * @return the entry; null at the end
     * @throws WrongContentException if more is said of it than may be kept in memory; it names the entry in front of it
     * @throws IOException if this is no archive, or a damaged one
     */
    public @Nullable TarArchiveEntry next() throws IOException {
        try {
            last = find();
            extended = last == null ? Map.of() : attributes(pax.toByteArray());
            if (last != null) {
                addNames(last);
                archive.next = "the entry behind \"" + shown(last) + "\"";
            }
            return last;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private @Nullable TarArchiveEntry find() throws IOException {
        if (last != null) {
            skip(Long.MAX_VALUE); // what nobody has read of it
        }
        pax.reset();
        headers = 0;
        archive.header = 0;
        archive.inHeader = true;
        try {
            return getNextEntry();
        } finally {
            archive.inHeader = false;
        }
    }

    /** It calls itself for what stands behind a long name or pax records. */
    @Override
    public @Nullable TarArchiveEntry getNextEntry() throws IOException {
        if (++headers > ImageLimits.HEADERS) {
            throw archive.tooMuch("it has more than " + ImageLimits.HEADERS + " headers");
        }
        return super.getNextEntry();
    }

    /** While it looks for an entry, it reads long names and pax records of its own. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        TarArchiveEntry header = archive.inHeader && got > 0 ? getCurrentEntry() : null;
        if (header != null && header.isPaxHeader()) {
            pax.write(buffer, offset, got);
        } else if (header != null && header.isGlobalPaxHeader()) {
            addGlobal(got);
        }
        return got;
    }

    private void addGlobal(int bytes) {
        global += bytes;
        if (global > ImageLimits.GLOBAL_HEADERS) {
            throw archive.tooMuch("what is said of all entries has more than " + ImageLimits.GLOBAL_HEADERS + " bytes");
        }
    }

    private void addNames(TarArchiveEntry entry) {
        names += (long) entry.getName().length() + entry.getLinkName().length();
        extended.forEach((name, value) -> names += (long) name.length() + value.length);
        if (names > ImageLimits.NAMES) {
            throw archive.tooMuch(
                    "the names, links and attributes of the archive have more than " + ImageLimits.NAMES + " bytes");
        }
    }

    /**
     * What a message calls an entry.
     *
     * @param entry the entry
     * @return its name, or the beginning of a long one
     */
    public static String shown(TarArchiveEntry entry) {
        String name = entry.getName();
        return name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) + "…" : name;
    }

    /**
     * What else is said of the entry that was read last.
     *
     * @return its extended attributes, by their whole names
     */
    public Map<String, byte[]> extended() {
        return extended;
    }

    private static Map<String, byte[]> attributes(byte[] records) {
        Map<String, byte[]> attributes = new HashMap<>();
        for (int start = 0; start < records.length; ) {
            int space = find(records, ' ', start);
            int length = space < 0 ? 0 : number(records, start, space);
            int end = start + length;
            int equal = space < 0 ? -1 : find(records, '=', space);
            if (length <= 0 || end > records.length || equal < 0 || equal >= end) {
                break; // which the reader of records has refused, unless it is padding
            }
            String name = new String(records, space + 1, equal - space - 1, StandardCharsets.UTF_8);
            if (name.startsWith(EXTENDED)) {
                byte[] value = new byte[end - equal - 2];
                System.arraycopy(records, equal + 1, value, 0, value.length);
                attributes.put(name.substring(EXTENDED.length()), value);
            }
            start = end;
        }
        return attributes;
    }

    private static int find(byte[] bytes, char sought, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == sought) {
                return i;
            }
        }
        return -1;
    }

    private static int number(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        return text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    }
}
