package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageLimits;
import org.ociunit.runtime.catalog.Ephemeral;

class LayersTest {
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    @TempDir
    Path folder;

    private Path layout;
    private Path root;
    private Path outside;
    private LayoutFixture image;

    @BeforeEach
    void arrange() throws IOException {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        layout = folder.resolve("layout");
        root = folder.resolve("root");
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        image = new LayoutFixture(layout);
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(root).close();
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    private void unpack() throws IOException {
        unpack(any -> any);
    }

    private void unpack(UnaryOperator<Image> how) throws IOException {
        RootFolder.make(how.apply(Image.ofLayout(image.write())), root);
    }

    @Test
    void a_layer_removes_and_replaces_what_is_below_it() throws IOException {
        image.layer(new LayerTar()
                .file("etc/one", "1")
                .file("etc/two", "2")
                .file("opt/old", "x")
                .file("var", "x"));
        image.layer(new LayerTar()
                .file("etc/.wh.one", "")
                .file("opt/.wh..wh..opq", "")
                .file("opt/new", "n")
                .folder("var/", 0755)
                .file("var/in", "i"));
        unpack();
        assertThat(TreeListing.of(root).keySet())
                .containsExactly("", "etc", "etc/two", "opt", "opt/new", "var", "var/in");
    }

    @Test
    void marks_concern_the_layers_below_wherever_they_stand_in_the_archive() throws IOException {
        image.layer(new LayerTar().file("a/old", "old").file("b", "old"));
        image.layer(new LayerTar()
                .file("a/new", "new")
                .file("a/.wh..wh..opq", "")
                .file("b", "new")
                .file(".wh.b", "")
                .file(".wh..wh.plnk", ""));
        unpack();
        assertThat(TreeListing.of(root).keySet()).containsExactly("", "a", "a/new", "b");
        assertThat(root.resolve("b")).hasContent("new");
    }

    @Test
    void an_opaque_folder_in_the_place_of_a_link_leaves_the_links_target_alone() throws IOException {
        image.layer(new LayerTar().file("run/lock/kept", "kept").symbolicLink("var-lock", "run/lock"));
        image.layer(new LayerTar()
                .folder("var-lock/", 0755)
                .file("var-lock/.wh..wh..opq", "")
                .file("var-lock/.wh.kept", ""));
        unpack();
        assertThat(root.resolve("run/lock/kept")).hasContent("kept");
        assertThat(root.resolve("var-lock")).isEmptyDirectory();
    }

    @Test
    void a_hard_link_reaches_a_file_of_a_layer_below() throws IOException {
        image.layer(new LayerTar().file("bin/tool", "tool"));
        image.layer(new LayerTar().hardLink("bin/same", "bin/tool"));
        unpack();
        assertThat(Files.isSameFile(root.resolve("bin/same"), root.resolve("bin/tool")))
                .isTrue();
    }

    @Test
    void the_folders_of_a_hard_link_are_made_whatever_the_umask() throws IOException {
        image.layer(new LayerTar().file("bin/tool", "tool"));
        image.layer(new LayerTar().hardLink("usr/bin/tool", "bin/tool"));
        unpack();
        assertThat(Files.getAttribute(root.resolve("usr"), "unix:mode")).isEqualTo(040755);
        assertThat(Files.getAttribute(root.resolve("usr/bin"), "unix:mode")).isEqualTo(040755);
    }

    @Test
    void roots_share_no_file_with_each_other_or_with_the_store() throws IOException {
        image.layer(new LayerTar().file("file", "text"));
        unpack();
        Files.writeString(root.resolve("file"), "changed");
        Path other = folder.resolve("other");
        RootFolder.make(Image.ofLayout(layout), other);
        assertThat(other.resolve("file")).hasContent("text");
        assertThat((int) Files.getAttribute(other.resolve("file"), "unix:nlink"))
                .isEqualTo(1);
    }

    @Test
    void what_is_closed_to_its_owner_is_so_in_every_copy() throws IOException {
        image.layer(new LayerTar()
                .file("shadow", 0, "secret".getBytes(StandardCharsets.UTF_8))
                .folder("shut/", 0)
                .file("shut/file", "text"));
        image.layer(new LayerTar().file("other", "x"));
        unpack();
        Path other = folder.resolve("other");
        RootFolder.make(Image.ofLayout(layout), other);
        for (Path made : new Path[] {root, other}) {
            assertThat((int) Files.getAttribute(made.resolve("shadow"), "unix:mode"))
                    .isEqualTo(0100000);
            assertThat((int) Files.getAttribute(made.resolve("shut"), "unix:mode"))
                    .isEqualTo(040000);
        }
        Ephemeral.tree(other).close();
    }

    @Test
    void zeros_take_no_room() throws Exception {
        byte[] most = new byte[10 << 20];
        most[5_000_000] = 1;
        image.layer(new LayerTar()
                .file("zeros", 0644, new byte[10 << 20])
                .file("most", 0644, most)
                .file("odd", 0644, new byte[10_001])
                .file("one", 0644, new byte[1]));
        unpack();
        assertThat(root.resolve("zeros")).hasBinaryContent(new byte[10 << 20]);
        assertThat(root.resolve("most")).hasBinaryContent(most);
        assertThat(root.resolve("odd")).hasBinaryContent(new byte[10_001]);
        assertThat(root.resolve("one")).hasBinaryContent(new byte[1]);
        Process du = new ProcessBuilder("du", "-sk", root.toString()).start();
        String took = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Long.parseLong(took.split("\\s")[0])).isLessThan(100);
    }

    /** As GNU's tar writes it: 4 bytes at 0, and 4 at 8 MiB. */
    @Nested
    class Reads_files_with_holes {
        private static final int FAR = 8 << 20;
        private final byte[] content = "nearfar!".getBytes(StandardCharsets.UTF_8);

        private void requireUnpacked(LayerTar layer) throws IOException {
            image.layer(layer.file("next", "text"));
            unpack();
            byte[] expected = new byte[FAR + 4];
            System.arraycopy(content, 0, expected, 0, 4);
            System.arraycopy(content, 4, expected, FAR, 4);
            assertThat(root.toFile().list()).containsExactlyInAnyOrder("sparse", "next");
            assertThat(root.resolve("sparse")).hasBinaryContent(expected);
            assertThat(root.resolve("next")).hasContent("text");
        }

        @Test
        void in_its_old_form() throws IOException {
            byte[] header = LayerTar.header("sparse", 'S', 8);
            LayerTar.put(header, 257, "ustar  ");
            LayerTar.put(header, 386, "%011o\0%011o\0%011o\0%011o\0".formatted(0, 4, FAR, 4));
            LayerTar.put(header, 483, "%011o\0".formatted(FAR + 4));
            requireUnpacked(new LayerTar().raw(header, content));
        }

        @Test
        void in_its_old_form_with_a_map_that_goes_on() throws IOException {
            byte[] header = LayerTar.header("sparse", 'S', 8);
            LayerTar.put(header, 257, "ustar  ");
            LayerTar.put(header, 386, "%011o\0%011o\0".formatted(0, 4));
            header[482] = 1;
            LayerTar.put(header, 483, "%011o\0".formatted(FAR + 4));
            byte[] more = new byte[512 + 8];
            LayerTar.put(more, 0, "%011o\0%011o\0".formatted(FAR, 4));
            System.arraycopy(content, 0, more, 512, 8);
            requireUnpacked(new LayerTar().raw(header, more));
        }

        @Test
        void in_pax_form_0_0() throws IOException {
            LayerTar layer = new LayerTar();
            String records = LayerTar.record("GNU.sparse.size", "" + (FAR + 4))
                    + LayerTar.record("GNU.sparse.numblocks", "2")
                    + LayerTar.record("GNU.sparse.offset", "0")
                    + LayerTar.record("GNU.sparse.numbytes", "4")
                    + LayerTar.record("GNU.sparse.offset", "" + FAR)
                    + LayerTar.record("GNU.sparse.numbytes", "4");
            layer.raw("records", 'x', records.getBytes(StandardCharsets.UTF_8));
            requireUnpacked(layer.raw("sparse", '0', content));
        }

        @Test
        void in_pax_form_0_1() throws IOException {
            requireUnpacked(new LayerTar()
                    .records(
                            'x',
                            Map.of(
                                    "GNU.sparse.size",
                                    "" + (FAR + 4),
                                    "GNU.sparse.numblocks",
                                    "2",
                                    "GNU.sparse.map",
                                    "0,4," + FAR + ",4",
                                    "GNU.sparse.name",
                                    "sparse"))
                    .raw("GNUSparseFile.0/sparse", '0', content));
        }

        @Test
        void in_pax_form_1_0() throws IOException {
            byte[] map = ("2\n0\n4\n" + FAR + "\n4\n").getBytes(StandardCharsets.UTF_8);
            byte[] both = Arrays.copyOf(map, 512 + 8);
            System.arraycopy(content, 0, both, 512, 8);
            requireUnpacked(new LayerTar()
                    .records(
                            'x',
                            Map.of(
                                    "GNU.sparse.major", "1",
                                    "GNU.sparse.minor", "0",
                                    "GNU.sparse.realsize", "" + (FAR + 4),
                                    "GNU.sparse.name", "sparse"))
                    .raw("GNUSparseFile.0/sparse", '0', both));
        }

        @Test
        void and_counts_the_holes_too() throws IOException {
            byte[] header = LayerTar.header("sparse", 'S', 0);
            LayerTar.put(header, 257, "ustar  ");
            LayerTar.put(header, 386, "%011o\0%011o\0".formatted(4L << 30, 0));
            LayerTar.put(header, 483, "%011o\0".formatted(4L << 30));
            image.layer(new LayerTar().raw(header, new byte[0]));
            refused(
                    any -> any.within(ImageLimits.usual().withBytes(1 << 20)),
                    "entry \"sparse\": the image has more than 1048576 bytes.");
        }
    }

    @Test
    void zstd_is_read_where_its_codec_is() throws IOException {
        byte[] tar = new LayerTar().file("file", "text").bytes();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZstdCompressorOutputStream zstd = new ZstdCompressorOutputStream(compressed)) {
            zstd.write(tar);
        }
        image.layer(tar, compressed.toByteArray(), TAR + "+zstd");
        unpack();
        assertThat(root.resolve("file")).hasContent("text");
    }

    @Test
    void an_image_without_layers_is_an_empty_root() throws IOException {
        unpack();
        assertThat(root).isEmptyDirectory();
    }

    /** No test finds anything but this in the folder outside. */
    private void refused(String why) {
        refused(any -> any, why);
    }

    private void refused(UnaryOperator<Image> how, String why) {
        assertThatThrownBy(() -> unpack(how))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image oci:" + image.folder() + ".\nWhy: ")
                .hasMessageContaining(why);
        assertThat(root).doesNotExist();
        assertThat(outside.toFile().list()).containsExactly("kept");
        assertThat(outside.resolve("kept")).hasContent("kept");
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(folder.resolve("cache").toFile().getAbsoluteFile())
                .satisfies(cache -> nothingHalfMade(cache.toPath()));
    }

    private static void nothingHalfMade(Path cache) throws IOException {
        if (!Files.exists(cache)) {
            return;
        }
        try (var files = Files.walk(cache)) {
            assertThat(files.filter(file -> file.getParent().endsWith("making")))
                    .isEmpty();
        }
    }

    @Nested
    class Refuses_by_layer_and_entry {
        @ParameterizedTest
        @ValueSource(strings = {"../new", "a/../../new", "..", "a/.."})
        void names_with_dots(String name) throws IOException {
            image.layer(new LayerTar().file("first", "1"));
            image.layer(new LayerTar().file(name, "pwn"));
            refused("layer 2 of 2, sha256:");
            refused("entry \"" + name + "\": the name \"" + name + "\" has a \"..\" in it.");
        }

        @Test
        void absolute_names() throws IOException {
            image.layer(new LayerTar().file(outside + "/new", "pwn"));
            refused("entry \"" + outside + "/new\": the name \"" + outside + "/new\" is absolute.");
        }

        @Test
        void a_file_below_a_link_that_leads_out_in_one_layer() throws IOException {
            image.layer(new LayerTar().symbolicLink("d", outside.toString()).file("d/new", "pwn"));
            refused("entry \"d/new\": \"d/new\" lies below the symbolic link \"d\".");
        }

        @Test
        void a_file_below_a_link_that_leads_out_in_two_layers() throws IOException {
            image.layer(new LayerTar().symbolicLink("d", outside.toString()));
            image.layer(new LayerTar().file("d/new", "pwn"));
            refused("layer 2 of 2");
            refused("entry \"d/new\": \"d/new\" lies below the symbolic link \"d\".");
        }

        @Test
        void a_file_below_a_link_upwards() throws IOException {
            image.layer(new LayerTar()
                    .folder("a/", 0755)
                    .symbolicLink("a/up", "../../outside")
                    .file("a/up/new", "pwn"));
            refused("entry \"a/up/new\": \"a/up/new\" lies below the symbolic link \"a/up\".");
        }

        @Test
        void links_that_go_round() throws IOException {
            image.layer(
                    new LayerTar().symbolicLink("a", "b").symbolicLink("b", "a").file("a/new", "pwn"));
            refused("entry \"a/new\": \"a/new\" lies below the symbolic link \"a\".");
        }

        @ParameterizedTest
        @ValueSource(strings = {"../outside/kept", "nowhere", "d/kept"})
        void hard_links_to_what_is_no_file_of_the_image(String target) throws IOException {
            image.layer(new LayerTar().symbolicLink("d", outside.toString()));
            image.layer(new LayerTar().hardLink("mine", target));
            refused("entry \"mine\": ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"./", ".", "a/./.."})
        void another_root(String name) throws IOException {
            image.layer(new LayerTar().symbolicLink(name, outside.toString()));
            refused("entry \"" + name + "\": ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a/.wh...", ".wh..", ".wh.", "../.wh.kept", "a/../.wh.kept"})
        void whiteouts_of_what_is_no_name(String name) throws IOException {
            image.layer(new LayerTar().file("a/file", "x"));
            image.layer(new LayerTar().file(name, ""));
            refused("layer 2 of 2");
            refused("entry \"" + name + "\": ");
        }

        @Test
        void a_file_or_a_pipe_in_the_place_of_the_root() throws IOException {
            image.layer(new LayerTar().file(".", "x"));
            refused("entry \".\": it would replace the root.");
            image = new LayoutFixture(folder.resolve("other"));
            image.layer(new LayerTar().pipe("./", 0600));
            refused("entry \"./\": it would replace the root.");
        }

        @ParameterizedTest
        @ValueSource(strings = {".", "./", "./."})
        void a_link_in_the_place_of_the_root(String name) throws IOException {
            image.layer(new LayerTar().file("file", "x"));
            image.layer(new LayerTar().hardLink(name, "file"));
            refused("layer 2 of 2");
            refused("entry \"" + name + "\": it would replace the root.");
        }

        @Test
        void a_link_in_the_place_of_the_folder_that_has_its_file() throws IOException {
            image.layer(new LayerTar().file("a/b/file", "x"));
            image.layer(new LayerTar().hardLink("a", "a/b/file"));
            refused("layer 2 of 2");
            refused("entry \"a\": it would replace a folder that has something in it.");
        }

        @Test
        void names_with_a_zero_in_them() throws IOException {
            image.layer(new LayerTar().file("file", "x"));
            image.layer(new LayerTar().records('x', Map.of("path", ".wh.\0")).raw("whiteout", '0', new byte[0]));
            refused("layer 2 of 2");
            refused("Nul character not allowed");
            image = new LayoutFixture(folder.resolve("other"));
            image.layer(new LayerTar().file("file", "x"));
            image.layer(new LayerTar()
                    .records('x', Map.of("path", "na\0me", "linkpath", "file"))
                    .raw("link", '1', new byte[0]));
            refused("layer 2 of 2");
            refused("Nul character not allowed");
        }

        @Test
        void a_name_that_no_file_can_have() throws IOException {
            image.layer(new LayerTar().file("n".repeat(300), "x"));
            refused("File name too long");
        }

        @Test
        void a_path_that_no_file_can_have() throws IOException {
            image.layer(new LayerTar().file("n/".repeat(3000) + "n", "x"));
            refused("the name has more than 4095 letters.");
        }

        @Test
        void what_is_said_of_an_entry_without_end() throws IOException {
            image.layer(new LayerTar().with("comment", "x".repeat(2 << 20)).file("a", "x"));
            refused("the first entry: what is said of it has more than 1048576 bytes.");
        }

        @Test
        void a_long_name_without_end() throws IOException {
            image.layer(new LayerTar().file("before", "").raw("long", 'L', new byte[2 << 20]));
            refused("the entry behind \"before\": what is said of it has more than 1048576 bytes.");
        }

        @Test
        void headers_in_front_of_headers() throws IOException {
            LayerTar tar = new LayerTar().file("before", "");
            for (int i = 0; i < 100_000; i++) {
                tar.raw("long", 'L', new byte[0]);
            }
            image.layer(tar.file("a", "x"));
            refused("the entry behind \"before\": it has more than 16 headers.");
        }

        @Test
        void a_map_of_holes_without_end() throws IOException {
            byte[] sparse = LayerTar.header("sparse", 'S', 0);
            LayerTar.put(sparse, 257, "ustar  ");
            sparse[482] = 1; // the map goes on
            byte[] more = new byte[512 * 5000];
            for (int record = 0; record < more.length; record += 512) {
                more[record + 504] = 1;
            }
            image.layer(new LayerTar().file("before", "").raw(sparse, more));
            refused("the entry behind \"before\": what is said of it has more than 1048576 bytes.");
        }

        @Test
        void a_newer_map_of_holes_without_end() throws IOException {
            byte[] map = ("300000\n" + "0\n0\n".repeat(300_000)).getBytes(StandardCharsets.UTF_8);
            image.layer(new LayerTar()
                    .records(
                            'x',
                            Map.of(
                                    "GNU.sparse.major", "1",
                                    "GNU.sparse.minor", "0",
                                    "GNU.sparse.realsize", "5"))
                    .raw("sparse", '0', map));
            refused("the first entry: what is said of it has more than 1048576 bytes.");
        }

        @Test
        void what_is_said_of_all_entries_without_end() throws IOException {
            LayerTar tar = new LayerTar();
            for (int i = 0; i < 100; i++) {
                tar.records('g', Map.of("comment" + i, "x".repeat(200))).file("file" + i, "");
            }
            image.layer(tar);
            refused("the entry behind \"file75\": what is said of all entries has more than 16384 bytes.");
        }
    }

    @Nested
    class Leaves_the_machine_alone {
        @Test
        void where_a_whiteout_or_an_opaque_mark_lies_below_a_link_that_leads_out() throws IOException {
            image.layer(new LayerTar().symbolicLink("d", outside.toString()));
            image.layer(new LayerTar().file("d/.wh.kept", ""));
            refused("layer 2 of 2");
            assertThat(outside.resolve("kept")).exists();
        }

        @Test
        void where_a_folder_is_replaced_by_a_link_and_filled_in_the_next_layer() throws IOException {
            image.layer(new LayerTar().file("d/in", "x"));
            image.layer(new LayerTar().file(".wh.d", "").symbolicLink("d", outside.toString()));
            image.layer(new LayerTar().folder("d/", 0755).file("d/new", "x"));
            unpack();
            assertThat(Files.isDirectory(root.resolve("d"), LinkOption.NOFOLLOW_LINKS))
                    .isTrue();
            assertThat(outside.toFile().list()).containsExactly("kept");
        }

        @Test
        void where_a_folder_is_like_one_of_a_layer_and_lies_below_a_link_now() throws IOException {
            Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwx------"));
            image.layer(new LayerTar().folder("d/", 0755).folder("d/outside/", 0777));
            image.layer(new LayerTar().symbolicLink("d", folder.toString()));
            unpack();
            assertThat(root.resolve("d")).isSymbolicLink();
            assertThat(Files.getPosixFilePermissions(outside)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }

        @Test
        void where_a_folder_that_is_closed_to_its_owner_lies_below_a_link_now() throws IOException {
            Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwx------"));
            image.layer(new LayerTar().folder("d/", 0755).folder("d/outside/", 0077));
            image.layer(new LayerTar().file(".wh.d", "").symbolicLink("d", folder.toString()));
            unpack();
            assertThat(Files.getPosixFilePermissions(outside)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }

        @Test
        void where_an_image_brings_a_disk() throws IOException {
            image.layer(new LayerTar().device("disk").file("kept", ""));
            unpack();
            assertThat(root.toFile().list()).containsExactly("kept");
        }

        @Test
        void where_an_image_brings_what_overlays_keep() throws IOException {
            image.layer(new LayerTar()
                    .with("SCHILY.xattr.trusted.overlay.redirect", "/etc")
                    .folder("a/", 0755)
                    .with("SCHILY.xattr.user.overlay.opaque", "y")
                    .folder("b/", 0755)
                    .with("SCHILY.xattr.security.selinux", "system_u:object_r:etc_t:s0")
                    .file("c", ""));
            unpack();
            assertThat(TreeListing.of(root).toString())
                    .doesNotContain("overlay")
                    .doesNotContain("selinux");
        }
    }

    @Nested
    class Refuses_by_layer {
        private final byte[] tar =
                new LayerTar().file("file", "text".repeat(1000)).bytes();

        @Test
        void other_bytes_than_the_digest_says() throws IOException {
            byte[] blob = LayoutFixture.gzip(tar);
            String digest = image.write(blob);
            blob[blob.length - 6] ^= 1; // of the checksum behind the compressed bytes
            Files.write(layout.resolve("blobs").resolve(digest.replace(':', '/')), blob);
            image.layer(LayoutFixture.digest(tar), digest, blob.length, TAR + "+gzip");
            refused("layer 1 of 1, " + digest + ": ");
        }

        @Test
        void other_content_than_the_configuration_says() throws IOException {
            String digest = image.write(tar);
            image.layer(LayoutFixture.digest(new byte[1]), digest, tar.length, TAR);
            refused("layer 1 of 1, " + digest + ": its digest is " + digest + ", and it is named "
                    + LayoutFixture.digest(new byte[1]) + ".");
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 1})
        void another_size_than_the_descriptor_says(int more) throws IOException {
            String digest = image.write(tar);
            image.layer(digest, digest, tar.length + more, TAR);
            refused("layer 1 of 1, " + digest + ": it ");
            refused("bytes that its descriptor says.");
        }

        @Test
        void trailing_data_behind_the_archive() throws IOException {
            byte[] more = Arrays.copyOf(tar, tar.length + 4096);
            more[tar.length + 4000] = 1;
            image.layer(more);
            refused("it has trailing data behind the end of its archive.");
        }

        @Test
        void trailing_data_behind_the_compressed_bytes() throws IOException {
            byte[] blob = LayoutFixture.gzip(tar);
            byte[] more = Arrays.copyOf(blob, blob.length + 20);
            more[more.length - 1] = 1;
            image.layer(tar, more, TAR + "+gzip");
            refused("layer 1 of 1");
        }

        @Test
        void zeros_behind_the_archive_but_not() throws IOException {
            image.layer(Arrays.copyOf(tar, tar.length + 40960));
            unpack();
            assertThat(root.resolve("file")).exists();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "no archive at all", "x"})
        void garbage(String text) throws IOException {
            image.layer(text.repeat(600).getBytes(StandardCharsets.UTF_8));
            refused("layer 1 of 1");
        }

        @Test
        void a_blob_that_is_not_there() throws IOException {
            image.layer(LayoutFixture.digest(tar), LayoutFixture.digest(tar), tar.length, TAR);
            refused("it has no blob " + LayoutFixture.digest(tar) + ".");
        }

        @Test
        void a_type_that_is_no_layer() throws IOException {
            image.layer(tar, tar, TAR + "+encrypted");
            refused("it is of the type " + TAR + "+encrypted, which is no layer that can be unpacked.");
        }

        @Test
        void too_many_bytes_of_all_layers_together() throws IOException {
            image.layer(new LayerTar().file("one", "x".repeat(600)));
            image.layer(new LayerTar().file("two", "x".repeat(600)));
            refused(
                    any -> any.within(ImageLimits.usual().withBytes(1000)),
                    "entry \"two\": the image has more than 1000 bytes.");
        }

        @Test
        void too_many_bytes_of_what_wider_limits_have_let_in() throws IOException {
            image.layer(new LayerTar().file("one", "x".repeat(1200)));
            unpack();
            Ephemeral.tree(root).close();
            refused(any -> any.within(ImageLimits.usual().withBytes(1000)), "the image has more than 1000 bytes.");
        }

        @Test
        void too_many_entries() throws IOException {
            image.layer(new LayerTar().file("one", "").file("two", "").file(".wh.three", ""));
            refused(
                    any -> any.within(ImageLimits.usual().withEntries(2)),
                    "entry \".wh.three\": the image has more than 2 files.");
        }

        @Test
        void what_becomes_too_many_times_larger() throws IOException {
            image.layer(new LayerTar().file("zeros", 0644, new byte[100 << 20]));
            refused("it is more than 200 times larger than it is compressed.");
        }
    }

    @Test
    void an_image_of_another_machine_says_what_it_is_for() throws IOException {
        image.architecture("mips").layer(new LayerTar().file("file", ""));
        refused("it is for linux/mips, and this machine is linux/");
    }
}
