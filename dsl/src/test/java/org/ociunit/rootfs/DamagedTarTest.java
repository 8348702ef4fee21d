package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageLimits;
import org.ociunit.runtime.catalog.Ephemeral;

/** Whatever becomes of an archive's headers: it is unpacked, or refused in words. */
@Timeout(120)
class DamagedTarTest {
    private static final int RECORD = 512;
    private static final int TIMES = Integer.getInteger("ociunit.test.damages", 150);

    @TempDir
    Path folder;

    private static byte[] whole() {
        byte[] sparse = LayerTar.header("sparse", 'S', 4);
        LayerTar.put(sparse, 257, "ustar  ");
        LayerTar.put(sparse, 386, "00000001000\000" + "00000000004\000");
        LayerTar.put(sparse, 483, "00000001004\000");
        return new LayerTar()
                .folder("a/", 0755)
                .with("SCHILY.xattr.user.note", "text")
                .file("a/file", "text")
                .symbolicLink("a/link", "file")
                .hardLink("a/same", "a/file")
                .pipe("a/pipe", 0600)
                .file("l".repeat(90) + "/" + "m".repeat(90), "text")
                .records('g', Map.of("comment", "all"))
                .records('x', Map.of("mtime", "1.5", "size", "3"))
                .raw("timed", '0', new byte[3])
                .records('x', Map.of("GNU.sparse.map", "0,1,10,1", "GNU.sparse.size", "11", "GNU.sparse.name", "old"))
                .raw("sparse", '0', new byte[2])
                .records('x', Map.of("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "12"))
                .raw("sparse", '0', Arrays.copyOf("1\n10\n2\n".getBytes(StandardCharsets.UTF_8), RECORD + 2))
                .raw("long", 'L', "name\000".getBytes(StandardCharsets.UTF_8))
                .raw(sparse, new byte[4])
                .bytes();
    }

    private static void damage(byte[] tar, Random random) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            int record = random.nextInt(tar.length / RECORD) * RECORD;
            byte[] signs = "0123456789 ,\n=/.\0\u00ff-x".getBytes(StandardCharsets.ISO_8859_1);
            int at = random.nextInt(3) == 0 ? 100 + random.nextInt(60) : random.nextInt(RECORD);
            tar[record + at] = random.nextBoolean() ? signs[random.nextInt(signs.length)] : (byte) random.nextInt();
            if (random.nextInt(4) == 0) {
                tar[record + 156] = (byte) "0123456789xgLKSVDNX".charAt(random.nextInt(19));
            }
            if (tar[record + 257] == 'u') {
                LayerTar.sum(tar, record);
            }
        }
    }

    @Test
    void a_damaged_header_is_refused_in_words_or_means_something_else() throws IOException {
        byte[] whole = whole();
        Path archive = folder.resolve("image.tar");
        Path root = folder.resolve("root");
        int unpacked = 0;
        int refused = 0;
        for (int seed = 0; seed < TIMES; seed++) {
            byte[] damaged = whole.clone();
            damage(damaged, new Random(seed));
            Files.write(archive, damaged);
            try {
                RootFolder.make(Image.ofTar(archive).within(ImageLimits.usual().withBytes(10 << 20)), root);
                unpacked++;
            } catch (ImageException told) {
                assertThat(told.getMessage()).startsWith("Could not use image tar:" + archive + ".\nWhy: ");
                assertThat(root).as("seed " + seed).doesNotExist();
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            Ephemeral.tree(root).close();
        }
        assertThat(folder.toFile().list()).containsExactly("image.tar");
        assertThat(unpacked).isPositive();
        assertThat(refused).isPositive();
    }
}
