package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LibraryCacheTest {
    private static final byte[] CACHE =
            cache("libone.so", "/a/libone.so", "libtwo.so", "/b/libtwo.so", "libone.so", "/c/libone.so");

    /** In the form that ldconfig writes. */
    static byte[] cache(String... namesAndPaths) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        int count = namesAndPaths.length / 2;
        int at = 48 + count * 24;
        ByteBuffer head = ByteBuffer.allocate(at).order(ByteOrder.nativeOrder());
        head.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(count);
        for (int i = 0; i < namesAndPaths.length; i++) {
            head.putInt(48 + i / 2 * 24 + 4 + i % 2 * 4, at + strings.size());
            strings.writeBytes((namesAndPaths[i] + "\0").getBytes(StandardCharsets.UTF_8));
        }
        head.position(0);
        return ByteBuffer.allocate(at + strings.size())
                .put(head)
                .put(strings.toByteArray())
                .array();
    }

    @Test
    void tells_where_libraries_are_in_its_own_order() {
        LibraryCache cache = LibraryCache.read(CACHE);
        assertThat(cache.of("libone.so")).containsExactly("/a/libone.so", "/c/libone.so");
        assertThat(cache.of("libtwo.so")).containsExactly("/b/libtwo.so");
        assertThat(cache.of("libthree.so")).isEmpty();
    }

    @Test
    void is_found_behind_one_of_the_form_of_old() {
        int oldEntries = 3;
        int oldSize = 16 + oldEntries * 12;
        ByteBuffer both = ByteBuffer.allocate(oldSize + 4 + CACHE.length).order(ByteOrder.nativeOrder());
        both.put("ld.so-1.7.0\0".getBytes(StandardCharsets.US_ASCII)).putInt(oldEntries);
        both.position(oldSize + 4); // to a multiple of eight
        both.put(CACHE);
        assertThat(LibraryCache.read(both.array())).isEqualTo(LibraryCache.read(CACHE));
    }

    @Test
    void what_is_for_some_processors_only_is_left_out() {
        byte[] cache = CACHE.clone();
        ByteBuffer.wrap(cache).order(ByteOrder.nativeOrder()).putLong(48 + 16, 1L << 62);
        assertThat(LibraryCache.read(cache).of("libone.so")).containsExactly("/c/libone.so");
    }

    @Test
    void one_that_is_cut_off_or_of_another_form_says_nothing() {
        for (int length = 0; length < CACHE.length; length++) {
            assertThat(LibraryCache.read(Arrays.copyOf(CACHE, length)).paths())
                    .describedAs("cut off at %d", length)
                    .isEmpty();
        }
        byte[] other = CACHE.clone();
        other[0] = 'x';
        assertThat(LibraryCache.read(other).paths()).isEmpty();
    }
}
