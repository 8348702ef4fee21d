package org.ociunit.rootfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a tar archive, with their extended attributes as they are: values are no texts. */
final class TarEntries extends TarArchiveInputStream {
    /** What stands in front of an entry is kept in memory. */
    private static final int MOST_HEADER = 1 << 20;

    /** Nothing that follows the end is passed over, as what fills up a block of several records would be. */
    private static final int RECORD = 512;

    private static final String EXTENDED = "SCHILY.xattr.";

    private final ByteArrayOutputStream pax = new ByteArrayOutputStream();
    private boolean inHeader;
    private long header;

    TarEntries(InputStream archive) {
        super(archive, RECORD, RECORD, StandardCharsets.UTF_8.name());
    }

    /** The next entry; null at the end. */
    @Nullable
    TarArchiveEntry next() throws IOException {
        pax.reset();
        header = 0;
        inHeader = true;
        try {
            return getNextEntry();
        } finally {
            inHeader = false;
        }
    }

    /** While it looks for an entry, it reads long names and pax records of its own. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        if (inHeader && got > 0) {
            header += got;
            if (header > MOST_HEADER) {
                throw new IOException("what is said of an entry has more than " + MOST_HEADER + " bytes");
            }
            if (getCurrentEntry() != null && getCurrentEntry().isPaxHeader()) {
                pax.write(buffer, offset, got);
            }
        }
        return got;
    }

    /** The extended attributes of the entry that was read last, by their whole names. */
    Map<String, byte[]> extended() {
        Map<String, byte[]> attributes = new HashMap<>();
        byte[] records = pax.toByteArray();
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
