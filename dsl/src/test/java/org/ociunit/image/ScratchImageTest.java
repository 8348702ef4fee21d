package org.ociunit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ImageException;

/** What is brought along, of a machine of the test's own. */
class ScratchImageTest {
    private static final String LOADER = "/lib64/ld-linux-x86-64.so.2";
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    @TempDir
    Path folder;

    private Path machine;

    /** As Debian is: with /lib merged into /usr, and the loader behind a link. */
    @BeforeEach
    void make_a_machine() throws IOException {
        machine = Files.createDirectory(folder.resolve("machine"));
        Files.createDirectories(machine.resolve(LIBRARIES));
        Files.createDirectories(machine.resolve("usr/lib64"));
        link("lib", "usr/lib");
        link("lib64", "usr/lib64");
        link("bin", "usr/bin");
        link("usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        library(LIBRARIES + "/ld-linux-x86-64.so.2");
        library(LIBRARIES + "/libc.so.6", "ld-linux-x86-64.so.2");
    }

    private void link(String name, String target) throws IOException {
        Files.createDirectories(machine.resolve(name).getParent());
        Files.createSymbolicLink(machine.resolve(name), Path.of(target));
    }

    private void library(String file, String... needed) throws IOException {
        String name = file.substring(file.lastIndexOf('/') + 1);
        new ElfFixture().soname(name).needs(needed).write(machine.resolve(file));
    }

    private static ElfFixture program(String... needed) {
        return new ElfFixture().loader(LOADER).needs(needed);
    }

    private List<String> brought(String path) throws IOException {
        return brought(List.of(machine), path);
    }

    /** Files and links, not folders. */
    private static List<String> brought(List<Path> roots, String path) throws IOException {
        List<String> names = new ArrayList<>();
        new ProgramFiles("scratch", new MachineFiles(roots)).of(path).forEach((place, node) -> {
            if (node instanceof Node.Link link) {
                names.add(place + " -> " + link.target());
            } else if (node instanceof Node.File) {
                names.add(place);
            }
        });
        return names;
    }

    @Test
    void a_program_brings_its_loader_its_libraries_and_theirs_with_the_links_on_the_way() throws IOException {
        library(LIBRARIES + "/libapp.so.1.2", "libc.so.6", "libother.so");
        link(LIBRARIES + "/libapp.so.1", "libapp.so.1.2");
        library("usr/lib/libother.so", "libc.so.6");
        program("libapp.so.1", "libc.so.6").write(machine.resolve("usr/bin/app-real"));
        link("usr/bin/app", "app-real");

        assertThat(brought("/bin/app"))
                .containsExactly(
                        "bin -> usr/bin",
                        "lib -> usr/lib",
                        "lib64 -> usr/lib64",
                        "usr/bin/app -> app-real",
                        "usr/bin/app-real",
                        "usr/lib/libother.so",
                        LIBRARIES + "/ld-linux-x86-64.so.2",
                        LIBRARIES + "/libapp.so.1 -> libapp.so.1.2",
                        LIBRARIES + "/libapp.so.1.2",
                        LIBRARIES + "/libc.so.6",
                        "usr/lib64/ld-linux-x86-64.so.2 -> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    }

    @Test
    void a_static_program_brings_nothing() throws IOException {
        new ElfFixture().write(machine.resolve("usr/bin/static"));
        assertThat(brought("/usr/bin/static")).containsExactly("usr/bin/static");
    }

    @Test
    void libraries_are_found_beside_a_program_and_by_what_it_says() throws IOException {
        program("libown.so").runpath("$ORIGIN/../lib").write(machine.resolve("opt/app/bin/app"));
        link("usr/bin/app", "/opt/app/bin/app");
        library("opt/app/lib/libown.so");
        library(LIBRARIES + "/libown.so");

        assertThat(brought("/usr/bin/app"))
                .contains("usr/bin/app -> /opt/app/bin/app", "opt/app/lib/libown.so")
                .doesNotContain(LIBRARIES + "/libown.so");
        Files.delete(machine.resolve("usr/bin/app")); // JUnit warns of links that lead out of its folder
    }

    @Test
    void a_library_that_is_named_by_its_path_is_found_there_and_not_from_a_folder_that_depends() throws IOException {
        library("opt/lib/libone.so");
        program("/opt/lib/libone.so", "$ORIGIN/../lib/libone.so").write(machine.resolve("opt/bin/app"));
        program("opt/lib/libone.so").write(machine.resolve("opt/bin/relative"));
        assertThat(brought("/opt/bin/app")).contains("opt/lib/libone.so");
        assertThatThrownBy(() -> brought("/opt/bin/relative"))
                .hasMessageContaining("/opt/bin/relative needs the library opt/lib/libone.so, which is in none of ");
    }

    /** ld.so(8): DT_RPATH holds for what libraries need, too, and DT_RUNPATH does not; with both, DT_RPATH counts for nothing. */
    @Test
    void an_rpath_is_inherited_and_a_runpath_is_not() throws IOException {
        library("opt/lib/libone.so", "libtwo.so");
        library("opt/lib/libtwo.so");
        program("libone.so").rpath("/opt/lib").write(machine.resolve("usr/bin/inherited"));
        program("libone.so").runpath("/opt/lib").write(machine.resolve("usr/bin/own"));
        program("libone.so").rpath("/opt/lib").runpath("${ORIGIN}").write(machine.resolve("usr/bin/both"));

        assertThat(brought("/usr/bin/inherited")).contains("opt/lib/libone.so", "opt/lib/libtwo.so");
        assertThatThrownBy(() -> brought("/usr/bin/own")).hasMessage("""
                Could not use image scratch.
                Why: /opt/lib/libone.so needs the library libtwo.so, which is in none of /lib/x86_64-linux-gnu, \
                /usr/lib/x86_64-linux-gnu, /lib64, /usr/lib64, /lib, /usr/lib, and not in /etc/ld.so.cache.
                Fix: install what brings it, or name the folder that it has been unpacked into: addBinary(Path, String).""");
        assertThatThrownBy(() -> brought("/usr/bin/both"))
                .hasMessageContaining("/usr/bin/both needs the library libone.so, which is in none of /usr/bin, /lib/");
    }

    @Test
    void a_library_for_another_machine_is_passed_over() throws IOException {
        new ElfFixture().machine(3, false, ByteOrder.LITTLE_ENDIAN).write(machine.resolve(LIBRARIES + "/libx.so"));
        library("usr/lib/libx.so");
        program("libx.so").write(machine.resolve("usr/bin/app"));
        assertThat(brought("/usr/bin/app")).contains("usr/lib/libx.so").doesNotContain(LIBRARIES + "/libx.so");
    }

    @Test
    void a_library_that_only_ldconfig_knows_the_place_of_brings_its_list_along() throws IOException {
        library("opt/odd/libx.so");
        library(LIBRARIES + "/libknown.so");
        program("libx.so").write(machine.resolve("usr/bin/app"));
        program("libknown.so").write(machine.resolve("usr/bin/usual"));
        Files.createDirectories(machine.resolve("etc"));
        Files.write(
                machine.resolve("etc/ld.so.cache"),
                LibraryCacheTest.cache(
                        "libx.so", "/opt/odd/libx.so", "libknown.so", "/lib/x86_64-linux-gnu/libknown.so"));

        assertThat(brought("/usr/bin/app")).contains("etc/ld.so.cache", "opt/odd/libx.so");
        assertThat(brought("/usr/bin/usual"))
                .contains(LIBRARIES + "/libknown.so")
                .doesNotContain("etc/ld.so.cache");
    }

    @Test
    void a_program_of_musl_brings_its_loader_which_is_its_c_library() throws IOException {
        library("lib/ld-musl-x86_64.so.1");
        library("usr/local/lib/libx.so", "libc.so");
        new ElfFixture()
                .loader("/lib/ld-musl-x86_64.so.1")
                .needs("libx.so", "libc.musl-x86_64.so.1")
                .write(machine.resolve("usr/bin/app"));
        assertThat(brought("/usr/bin/app"))
                .containsExactly(
                        "lib -> usr/lib", "usr/bin/app", "usr/lib/ld-musl-x86_64.so.1", "usr/local/lib/libx.so");
    }

    @Test
    void a_script_brings_its_interpreter_also_by_env() throws IOException {
        program("libc.so.6").write(machine.resolve("usr/bin/sh"));
        new ElfFixture().write(machine.resolve("usr/bin/env"));
        new ElfFixture().write(machine.resolve("usr/local/bin/tool"));
        Files.writeString(machine.resolve("usr/bin/script"), "#! /bin/sh -e\necho\n");
        Files.writeString(machine.resolve("usr/bin/by-env"), "#!/usr/bin/env -S tool --flag\n");
        Files.writeString(machine.resolve("usr/bin/by-none"), "#!/usr/bin/env lost\n");
        Files.writeString(machine.resolve("usr/bin/text"), "hello\n");
        Files.writeString(machine.resolve("usr/bin/self"), "#!/usr/bin/self\n");

        assertThat(brought("/usr/bin/script"))
                .contains("usr/bin/script", "bin -> usr/bin", "usr/bin/sh", LIBRARIES + "/libc.so.6");
        assertThat(brought("/usr/bin/by-env")).containsExactly("usr/bin/by-env", "usr/bin/env", "usr/local/bin/tool");
        assertThatThrownBy(() -> brought("/usr/bin/by-none")).hasMessage("""
                Could not use image scratch.
                Why: the script /usr/bin/by-none needs the program "lost", which is in none of /usr/local/sbin, \
                /usr/local/bin, /usr/sbin, /usr/bin, /sbin, /bin.
                Fix: install what brings it.""");
        for (String path : List.of("/usr/bin/text", "/usr/bin/self")) {
            assertThatThrownBy(() -> brought(path))
                    .hasMessage("Could not use image scratch.\nWhy: " + path
                            + " is neither an ELF file nor a script that names its interpreter.");
        }
    }

    @Test
    void what_is_unpacked_is_laid_over_the_machine_whose_links_hold() throws IOException {
        Path unpacked = folder.resolve("unpacked");
        program("libnew.so", "libc.so.6").write(unpacked.resolve("usr/bin/app"));
        new ElfFixture().soname("libnew.so").write(unpacked.resolve(LIBRARIES + "/libnew.so"));
        Files.createDirectories(unpacked.resolve("lib/systemd"));

        assertThat(brought(List.of(unpacked, machine), "/usr/bin/app"))
                .contains("lib -> usr/lib", "usr/bin/app", LIBRARIES + "/libnew.so", LIBRARIES + "/libc.so.6");
        assertThatThrownBy(() -> brought(List.of(unpacked, machine), "/usr/bin/other"))
                .hasMessage("""
                Could not use image scratch.
                Why: /usr/bin/other is no file of %s, nor of this machine.
                Fix: install what brings it, or name the folder that it has been unpacked into: addBinary(Path, String).""".formatted(unpacked));
    }

    @Test
    void a_loader_that_is_not_there_is_named() throws IOException {
        new ElfFixture().loader("/lib/ld-other.so.1").write(machine.resolve("usr/bin/app"));
        assertThatThrownBy(() -> brought("/usr/bin/app")).hasMessage("""
                Could not use image scratch.
                Why: /usr/bin/app needs the program loader /lib/ld-other.so.1, which is no file of this machine.
                Fix: install the C library that it was built for.""");
    }

    /** Names, with what they are: mode, owner, time, target or text. */
    private static Map<String, String> layer(ScratchImage image) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (ImageContent content = ImageContent.open(image)) {
            content.layers().get(0).read(archive -> {
                TarArchiveInputStream tar = new TarArchiveInputStream(archive);
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    String end = entry.isSymbolicLink()
                            ? "-> " + entry.getLinkName()
                            : new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                    entries.put(
                            entry.getName(),
                            "%o %d:%d @%d %s"
                                    .formatted(
                                            entry.getMode(),
                                            entry.getLongUserId(),
                                            entry.getLongGroupId(),
                                            entry.getLastModifiedTime().toMillis(),
                                            end)
                                    .strip());
                }
            });
        }
        return entries;
    }

    private static String diffId(ScratchImage image) {
        try (ImageContent content = ImageContent.open(image)) {
            return content.layers().get(0).diffId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void files_belong_to_root_and_have_no_time_and_folders_on_the_way_are_made() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!");
        Files.setAttribute(script, "unix:mode", 04750);
        assertThat(layer(Image.scratch()
                        .add("/etc/app/one", "text")
                        .add("/bin/script", script)
                        .add("/empty", new byte[0])
                        .permissions("/empty", "rw-------")
                        .permissions("/etc", "rwx--x---")))
                .containsExactly(
                        Map.entry("./", "755 0:0 @0"),
                        Map.entry("bin/", "755 0:0 @0"),
                        Map.entry("bin/script", "750 0:0 @0 #!"),
                        Map.entry("empty", "600 0:0 @0"),
                        Map.entry("etc/", "710 0:0 @0"),
                        Map.entry("etc/app/", "755 0:0 @0"),
                        Map.entry("etc/app/one", "644 0:0 @0 text"));
    }

    @Test
    void a_folder_is_added_with_all_that_is_in_it() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree/inner")).getParent();
        Files.writeString(tree.resolve("inner/file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("inner/file"));
        Files.setAttribute(tree.resolve("inner"), "unix:mode", 0700);
        Map<String, String> entries = layer(Image.scratch().add("/", tree));
        assertThat(entries)
                .containsEntry("inner/", "700 0:0 @0")
                .containsEntry("link", "777 0:0 @0 -> inner/file")
                .containsKey("inner/file")
                .hasSize(4);
    }

    @Test
    void what_is_added_lies_over_what_was_added_before_and_over_programs_and_follows_their_links() throws IOException {
        program("libc.so.6").write(machine.resolve("usr/bin/app"));
        ScratchImage image = Image.scratch()
                .add("/lib/app.conf", "first")
                .add("/usr/bin/app", "mine")
                .addBinary(machine, "/bin/app")
                .add("/lib/app.conf", "second");
        assertThat(layer(image))
                .containsEntry("usr/lib/app.conf", "644 0:0 @0 second")
                .containsEntry("usr/bin/app", "644 0:0 @0 mine")
                .containsEntry("lib", "777 0:0 @0 -> usr/lib");
    }

    @Test
    void the_same_files_make_the_same_image_and_others_another() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one");
        ScratchImage image = Image.scratch().add("/a/file", file).add("/b", "text");
        String before = diffId(image);
        assertThat(diffId(Image.scratch().add("/b", "text").add("/a/file", file)))
                .isEqualTo(before);
        Files.writeString(file, "two");
        assertThat(diffId(image)).isNotEqualTo(before);
    }

    @Test
    void is_a_description_that_is_equal_to_another_one_that_says_the_same() {
        ScratchImage image = Image.scratch().add("/a", "a");
        assertThat(image)
                .isEqualTo(Image.scratch().add("/a", "a".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(Image.scratch().add("/a", "b"))
                .isNotEqualTo(Image.scratch())
                .isNotEqualTo(image.within(ImageLimits.usual().withBytes(1)));
        assertThat(Image.scratch()).isEqualTo(Image.parse("scratch")).isNotEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/file", "", "/etc/../file"})
    void a_path_is_absolute(String path) {
        assertThatThrownBy(() -> Image.scratch().add(path, "text"))
                .isInstanceOf(ImageException.class)
                .hasMessage("""
                        Could not use image scratch.
                        Why: "%s" is no absolute path in a container.
                        Fix: begin it with /, and leave out any "..".""".formatted(path));
    }

    @Test
    void what_cannot_be_put_where_it_is_said_to_is_refused_by_name() {
        assertThatThrownBy(() -> diffId(Image.scratch().add("/a", "x").add("/a/b", "x")))
                .hasMessage("Could not use image scratch.\nWhy: /a/b lies below the file /a.");
        assertThatThrownBy(() -> diffId(Image.scratch().add("/a/b", "x").add("/a", "x")))
                .hasMessage("Could not use image scratch.\nWhy: /a is a folder, and would become something else.");
        assertThatThrownBy(() -> diffId(Image.scratch().add("/a", folder.resolve("none"))))
                .hasMessage("Could not use image scratch.\nWhy: " + folder.resolve("none")
                        + ", which is added as /a, does not exist.");
        assertThatThrownBy(() -> Image.scratch().permissions("/a", "755")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> diffId(Image.scratch().permissions("/a", "rwxr-xr-x")))
                .hasMessage("Could not use image scratch.\nWhy: it has no /a that permissions could be given to.");
    }
}
