package org.ociunit.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where libraries are, as ldconfig(8) has noted it in {@code /etc/ld.so.cache}.
 *
 * @param paths by names; those for some processors only are left out
 */
record LibraryCache(Map<String, List<String>> paths) {
    static final String FILE = "/etc/ld.so.cache";

    private static final String MAGIC = "glibc-ld.so.cache1.1";

    /** What a file begins with that has the form of old, too, in front of the other. */
    private static final String OLD_MAGIC = "ld.so-1.7.0";

    private static final int OLD_HEADER = 16;
    private static final int OLD_ENTRY = 12;
    private static final int HEADER = 48;
    private static final int ENTRY = 24;

    /** A cache that is not of this form says nothing, for the loader, too. */
    static LibraryCache read(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        Map<String, List<String>> paths = new HashMap<>();
        try {
            int start = begins(file, 0, OLD_MAGIC) ? aligned(OLD_HEADER + file.getInt(12) * OLD_ENTRY) : 0;
            if (begins(file, start, MAGIC)) {
                int count = file.getInt(start + MAGIC.length());
                for (int at = start + HEADER; count > 0; at += ENTRY, count--) {
                    if (file.getLong(at + 16) == 0) {
                        paths.computeIfAbsent(text(file, start + file.getInt(at + 4)), name -> new ArrayList<>())
                                .add(text(file, start + file.getInt(at + 8)));
                    }
                }
            }
        } catch (IndexOutOfBoundsException damaged) {
            paths.clear();
        }
        return new LibraryCache(paths);
    }

    private static int aligned(int offset) {
        return (offset + 7) & ~7;
    }

    private static boolean begins(ByteBuffer file, int start, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < expected.length; i++) {
            if (start + i >= file.limit() || file.get(start + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(ByteBuffer file, int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        file.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    List<String> of(String name) {
        return paths.getOrDefault(name, List.of());
    }
}
