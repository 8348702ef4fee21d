package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Date;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageLimits;
import org.ociunit.runtime.catalog.Ephemeral;

class TarArchiveTest {
    /** Writes archives, hostile ones too: names are taken as they are. */
    private interface Entries {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    @TempDir
    Path folder;

    private Path archive;
    private Path root;
    private Path outside;

    @BeforeEach
    void arrange() throws IOException {
        archive = folder.resolve("image.tar");
        root = folder.resolve("root");
        outside = Files.createDirectory(folder.resolve("outside"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_archive_is_unpacked_whether_compressed_or_not(boolean gzip) throws IOException {
        write(gzip, tar -> {
            folder(tar, "./", 0755);
            folder(tar, "etc/", 0755);
            file(tar, "etc/passwd", "root:x:0:0");
            link(tar, "bin", TarConstants.LF_SYMLINK, "usr/bin");
            file(tar, "usr/bin/deep/tool", "tool");
            link(tar, "usr/bin/same", TarConstants.LF_LINK, "usr/bin/deep/tool");
        });
        unpack();
        assertThat(root.resolve("etc/passwd")).hasContent("root:x:0:0");
        assertThat(Files.readSymbolicLink(root.resolve("bin"))).hasToString("usr/bin");
        assertThat(Files.isSameFile(root.resolve("usr/bin/same"), root.resolve("usr/bin/deep/tool")))
                .isTrue();
    }

    @Test
    void modes_and_times_are_kept_whatever_the_umask_and_the_order_of_entries() throws IOException {
        write(false, tar -> {
            folder(tar, "closed/", 0500);
            file(tar, "closed/within", "text");
            folder(tar, "tmp/", 01777);
        });
        unpack();
        assertThat(mode("closed")).isEqualTo(0500);
        assertThat(mode("tmp")).isEqualTo(01777);
        assertThat(mode("closed/within")).isEqualTo(0664);
        assertThat(Files.getLastModifiedTime(root.resolve("closed")).toMillis()).isEqualTo(86_400_000);
        Ephemeral.tree(root).close();
        assertThat(root).doesNotExist();
    }

    @Test
    void a_later_entry_replaces_an_earlier_one_and_is_not_written_through_it() throws IOException {
        Files.writeString(outside.resolve("kept"), "kept");
        write(false, tar -> {
            link(tar, "file", TarConstants.LF_SYMLINK, outside.resolve("kept").toString());
            file(tar, "file", "new");
            link(tar, "folder", TarConstants.LF_SYMLINK, outside.toString());
            folder(tar, "folder/", 0755);
            file(tar, "folder/within", "new");
        });
        unpack();
        assertThat(outside.resolve("kept")).hasContent("kept");
        assertThat(outside.resolve("within")).doesNotExist();
        assertThat(root.resolve("file")).hasContent("new");
        assertThat(root.resolve("folder/within")).hasContent("new");
    }

    @Test
    void device_nodes_are_left_out_and_pipes_are_made() throws IOException {
        write(false, tar -> {
            special(tar, "null", TarConstants.LF_CHR);
            special(tar, "sda", TarConstants.LF_BLK);
            special(tar, "pipe", TarConstants.LF_FIFO);
            file(tar, "kept", "");
        });
        unpack();
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("kept", "pipe");
        assertThat(Files.readAttributes(root.resolve("pipe"), BasicFileAttributes.class)
                        .isOther())
                .isTrue();
    }

    @Nested
    class Refuses_by_the_name_of_the_entry {
        @Test
        void a_name_with_dots() throws IOException {
            write(false, tar -> file(tar, "usr/../../outside/new", "text"));
            refused("entry \"usr/../../outside/new\": the name \"usr/../../outside/new\" has a \"..\" in it.");
        }

        @Test
        void an_absolute_name() throws IOException {
            String name = outside.resolve("new").toString();
            write(false, tar -> file(tar, name, "text"));
            refused("entry \"" + name + "\": the name \"" + name + "\" is absolute.");
        }

        @Test
        void a_file_below_a_link_that_leads_outside() throws IOException {
            write(false, tar -> {
                link(tar, "way", TarConstants.LF_SYMLINK, outside.toString());
                file(tar, "way/new", "text");
            });
            refused("entry \"way/new\": \"way/new\" lies below the symbolic link \"way\".");
        }

        @Test
        void a_file_below_a_link_of_a_link() throws IOException {
            write(false, tar -> {
                link(tar, "up", TarConstants.LF_SYMLINK, "..");
                link(tar, "over", TarConstants.LF_SYMLINK, "up/outside");
                folder(tar, "over/new/", 0755);
            });
            refused("entry \"over/new/\": \"over/new/\" lies below the symbolic link \"over\".");
        }

        @Test
        void a_hard_link_to_a_file_outside() throws IOException {
            Files.writeString(outside.resolve("secret"), "secret");
            write(false, tar -> link(tar, "mine", TarConstants.LF_LINK, "../outside/secret"));
            refused("entry \"mine\": the name \"../outside/secret\" has a \"..\" in it.");
        }

        @Test
        void a_hard_link_through_a_symbolic_link() throws IOException {
            Files.writeString(outside.resolve("secret"), "secret");
            write(false, tar -> {
                link(tar, "way", TarConstants.LF_SYMLINK, outside.toString());
                link(tar, "mine", TarConstants.LF_LINK, "way/secret");
            });
            refused("entry \"mine\": \"way/secret\" lies below the symbolic link \"way\".");
        }

        @Test
        void a_hard_link_to_nothing() throws IOException {
            write(false, tar -> link(tar, "mine", TarConstants.LF_LINK, "later"));
            refused("entry \"mine\": it is a hard link to \"later\", which is no file in front of it.");
        }

        @Test
        void another_root() throws IOException {
            write(false, tar -> link(tar, "./", TarConstants.LF_SYMLINK, outside.toString()));
            refused("entry \"./\": it would replace the root.");
        }

        @Test
        void a_link_in_the_place_of_a_folder_with_content() throws IOException {
            write(false, tar -> {
                file(tar, "etc/passwd", "");
                link(tar, "etc", TarConstants.LF_SYMLINK, outside.toString());
            });
            refused("entry \"etc\": it would replace a folder that has something in it.");
        }

        @Test
        void a_name_below_a_file() throws IOException {
            write(false, tar -> {
                file(tar, "etc", "");
                file(tar, "etc/passwd", "");
            });
            refused("entry \"etc/passwd\": \"etc/passwd\" lies below the file \"etc\".");
        }
    }

    @Nested
    class Refuses_to_fill_the_disk {
        private final ImageLimits limits = ImageLimits.usual().withBytes(1000).withEntries(3);

        @Test
        void with_a_file() throws IOException {
            write(true, tar -> {
                file(tar, "small", "text");
                file(tar, "big", "\0".repeat(1000));
            });
            refused("entry \"big\": the image has more than 1000 bytes.");
            assertThat(Files.size(root.resolve("big"))).isLessThanOrEqualTo(996);
        }

        @Test
        void with_many_files() throws IOException {
            write(true, tar -> {
                folder(tar, "one/", 0755);
                file(tar, "one/two", "");
                link(tar, "three", TarConstants.LF_SYMLINK, "one");
                link(tar, "four", TarConstants.LF_LINK, "one/two");
            });
            refused("entry \"four\": the image has more than 3 files.");
        }

        @Test
        void with_a_deep_name() throws IOException {
            write(true, tar -> file(tar, "one/two/three/four", ""));
            refused("entry \"one/two/three/four\": the image has more than 3 files.");
        }

        @Test
        void but_takes_what_is_within_the_limits() throws IOException {
            write(true, tar -> file(tar, "one/two/three", "x".repeat(1000)));
            unpackWithin();
            assertThat(root.resolve("one/two/three")).hasSize(1000);
        }

        private void refused(String why) {
            assertThatThrownBy(this::unpackWithin)
                    .isInstanceOf(ImageException.class)
                    .hasMessage("Could not use image tar:" + archive + ".\nWhy: " + why);
        }

        private void unpackWithin() throws IOException {
            new TarArchive(Image.ofTar(archive)).unpack(new Tree(Files.createDirectory(root), false, limits));
        }
    }

    @Test
    void an_archive_that_is_not_there_is_named() {
        refused(archive + " does not exist.");
    }

    @Test
    void an_archive_without_entries_is_refused() throws IOException {
        Files.createFile(archive);
        refused("it holds no file.");
    }

    @Test
    void an_archive_that_ends_too_early_leaves_nothing() throws IOException {
        write(false, tar -> file(tar, "big", "text".repeat(1000)));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(whole, 2048));
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("Could not use image tar:" + archive + ".\nWhy: entry \"big\": ");
        assertThat(root).doesNotExist();
    }

    private void refused(String why) {
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ImageException.class)
                .hasMessage("Could not use image tar:" + archive + ".\nWhy: " + why);
        assertThat(root).doesNotExist();
        assertThat(outside.resolve("new")).doesNotExist();
    }

    private void unpack() {
        assertThat(RootFolder.make(Image.ofTar(archive), root).bound()).isEmpty();
    }

    private int mode(String name) throws IOException {
        return (int) Files.getAttribute(root.resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private void write(boolean gzip, Entries entries) throws IOException {
        OutputStream file = Files.newOutputStream(archive);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip ? new GZIPOutputStream(file) : file)) {
            entries.writeTo(tar);
        }
    }

    private static void file(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setMode(0664);
        put(tar, entry, content);
    }

    private static void folder(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        put(tar, entry, new byte[0]);
    }

    private static void link(TarArchiveOutputStream tar, String name, byte kind, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(target);
        put(tar, entry, new byte[0]);
    }

    private static void special(TarArchiveOutputStream tar, String name, byte kind) throws IOException {
        put(tar, new TarArchiveEntry(name, kind, true), new byte[0]);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        entry.setModTime(new Date(86_400_000));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
