package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.catalog.Inodes;

class RootFolderTest {
    @TempDir
    Path folder;

    @Test
    void a_folder_is_copied_with_its_modes_links_and_times() throws IOException {
        Path source = Files.createDirectories(folder.resolve("image/closed")).getParent();
        Path file = Files.writeString(source.resolve("closed/file"), "text");
        Files.setAttribute(file, "unix:mode", 04755);
        Files.setLastModifiedTime(file, FileTime.fromMillis(86_400_000));
        Files.createLink(source.resolve("same"), file);
        Files.createSymbolicLink(source.resolve("away"), Path.of("/etc/passwd"));
        Files.setAttribute(source.resolve("closed"), "unix:mode", 0555);
        Path root = folder.resolve("root");

        assertThat(RootFolder.make(Image.ofDirectory(source), root).bound()).isEmpty();

        assertThat(root.resolve("closed/file")).hasContent("text");
        assertThat(Files.getAttribute(root.resolve("closed/file"), "unix:mode")).isEqualTo(0104755);
        assertThat(Files.getAttribute(root.resolve("closed"), "unix:mode")).isEqualTo(040555);
        assertThat(Files.getLastModifiedTime(root.resolve("same")).toMillis()).isEqualTo(86_400_000);
        assertThat(Files.isSameFile(root.resolve("same"), root.resolve("closed/file")))
                .isTrue();
        assertThat(Files.isSameFile(root.resolve("same"), file)).isFalse();
        assertThat(Files.readSymbolicLink(root.resolve("away"))).hasToString("/etc/passwd");
        Files.setAttribute(source.resolve("closed"), "unix:mode", 0755);
        Ephemeral.tree(root).close();
    }

    @Test
    void a_copy_into_its_own_source_ends() throws IOException {
        Files.writeString(folder.resolve("file"), "text");
        Path root = folder.resolve("root");
        RootFolder.make(Image.ofDirectory(folder), root);
        assertThat(root.toFile().list()).containsExactly("file");
    }

    @Test
    void an_image_that_is_not_there_is_named_and_leaves_nothing() {
        Path missing = folder.resolve("missing");
        Path root = folder.resolve("root");
        assertThatThrownBy(() -> RootFolder.make(Image.ofDirectory(missing), root))
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image dir:" + missing + ".\nWhy: " + missing + " does not exist.");
        assertThat(root).doesNotExist();
    }

    @Test
    void a_root_that_exists_is_left_as_it_is() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("file"), "text");
        assertThatThrownBy(() -> RootFolder.make(Image.host(), root)).isInstanceOf(ImageException.class);
        assertThat(root.resolve("file")).hasContent("text");
    }

    @Test
    void the_machines_own_folders_are_bound_its_links_made_alike_and_its_files_copied() throws IOException {
        Path host = Files.createDirectory(folder.resolve("host"));
        Files.createDirectories(host.resolve("usr/bin"));
        Files.createDirectories(host.resolve("etc/ssl"));
        Files.createDirectories(host.resolve("etc/java-17"));
        Files.createSymbolicLink(host.resolve("bin"), Path.of("usr/bin"));
        Files.createDirectory(host.resolve("lib64"));
        Files.writeString(host.resolve("etc/passwd"), "root:x:0:0");
        Files.writeString(host.resolve("etc/shadow"), "secret");
        Path root = Files.createDirectory(folder.resolve("root"));

        assertThat(new HostUserLand(host, root).make())
                .containsExactly(
                        host.resolve("usr"),
                        host.resolve("lib64"),
                        host.resolve("etc/ssl"),
                        host.resolve("etc/java-17"));

        assertThat(Files.readSymbolicLink(root.resolve("bin"))).hasToString("usr/bin");
        assertThat(root.resolve("etc/passwd")).hasContent("root:x:0:0");
        assertThat(root.resolve("etc/shadow")).doesNotExist();
        assertThat(root.resolve("usr")).isEmptyDirectory();
        assertThat(Files.getAttribute(root.resolve("tmp"), "unix:mode")).isEqualTo(041777);
    }

    @Test
    void holes_are_copied_as_holes_with_all_that_a_large_file_has() throws Exception {
        Path source = Files.createDirectories(folder.resolve("image/in")).getParent();
        Path file = source.resolve("in/sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(64L << 20);
            sparse.seek(10_000_000);
            sparse.write("text".getBytes(StandardCharsets.UTF_8));
        }
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("note", StandardCharsets.UTF_8.encode("kept"));
        Files.setAttribute(file, "unix:mode", 02604);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(86_400, 123_456_789)));
        Files.createLink(source.resolve("in/same"), file);
        byte[] dense = new byte[3 << 20];
        new Random(1).nextBytes(dense);
        Files.write(source.resolve("in/dense"), dense);
        Files.setAttribute(source.resolve("in"), "unix:mode", 0500);
        Files.setLastModifiedTime(source.resolve("in"), FileTime.fromMillis(86_400_000));
        Path root = folder.resolve("root");

        RootFolder.make(Image.ofDirectory(source), root);

        Map<String, String> copied = TreeListing.withTimes(root);
        assertThat(copied.get("in/sparse"))
                .isEqualTo(TreeListing.withTimes(source).get("in/sparse"));
        assertThat(copied.get("in")).isEqualTo(TreeListing.withTimes(source).get("in"));
        assertThat(Files.isSameFile(root.resolve("in/same"), root.resolve("in/sparse")))
                .isTrue();
        assertThat(Files.mismatch(root.resolve("in/dense"), source.resolve("in/dense")))
                .isEqualTo(-1);
        assertThat(kibibytes(root.resolve("in/sparse"))).isLessThan(100);
        Files.setAttribute(source.resolve("in"), "unix:mode", 0755);
        Ephemeral.tree(root).close();
    }

    /** What a file takes on the disk. */
    private static long kibibytes(Path file) throws Exception {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        return Long.parseLong(new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\\s")[0]);
    }

    /** What acl(5) calls a default list: {@code u::rwx,u:4711:rwx,g::rwx,m::rwx,o::rwx}. */
    private static byte[] list() {
        ByteBuffer list = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
        for (int[] entry : new int[][] {{1, -1}, {2, 4711}, {4, -1}, {16, -1}, {32, -1}}) {
            list.putShort((short) entry[0]).putShort((short) 7).putInt(entry[1]);
        }
        return list.array();
    }

    private void image(Path layout) throws IOException {
        new LayoutFixture(layout)
                .layer(new LayerTar().folder("folder/", 0755).file("folder/file", 0640, new byte[1]))
                .write();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir:image", "tar:image.tar", "oci:layout", "host"})
    void access_lists_of_the_folder_above_do_not_reach_a_root(String image) throws Exception {
        image(folder.resolve("layout"));
        Files.write(
                folder.resolve("image.tar"),
                new LayerTar().file("folder/file", 0640, new byte[1]).bytes());
        Files.createDirectories(folder.resolve("image/folder"));
        Path above = Files.createDirectory(folder.resolve("above"));
        Inodes inodes = Inodes.in(above);
        inodes.attribute(above, "system.posix_acl_default", list());
        inodes.flush();
        Files.createDirectory(above.resolve("another"));
        assertThat(withLists(above)).contains("another"); // this file system has such lists
        System.setProperty("ociunit.cache", above.resolve("cache").toString());
        Path root = above.resolve("root");
        try {
            RootFolder.make(Image.parse(image.replace(":", ":" + folder + "/")), root);

            assertThat(withLists(above)).doesNotContain("root");
            assertThat(withLists(root)).isEmpty();
            assertThat(Files.getAttribute(root, "unix:mode")).isEqualTo(040755);
            if (image.startsWith("oci:")) {
                assertThat(withLists(root.resolve("folder"))).isEmpty();
                assertThat(Files.getAttribute(root.resolve("folder/file"), "unix:mode"))
                        .isEqualTo(0100640);
            }
        } finally {
            System.clearProperty("ociunit.cache");
            Ephemeral.tree(above).close();
        }
    }

    /** The program ls puts a plus behind the permissions of what has a list. */
    private static List<String> withLists(Path folder) throws Exception {
        Process ls = new ProcessBuilder("ls", "-lA", folder.toString())
                .redirectErrorStream(true)
                .start();
        String listing = new String(ls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ls.waitFor()).isZero();
        return listing.lines()
                .filter(line -> line.matches("[-dl][-rwxstST]{9}\\+ .*"))
                .map(line -> line.replaceFirst(".* ", ""))
                .toList();
    }
}
