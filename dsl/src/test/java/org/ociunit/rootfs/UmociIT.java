package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsUmoci;

/** What umoci makes of an image, we make of it too, to the byte; for root and for ordinary users alike. */
@Tag("once")
@NeedsEmbedded
@NeedsUmoci
@Timeout(120)
class UmociIT {
    private static final Instant TIME = Instant.ofEpochSecond(1_600_000_000, 123_456_789);

    @TempDir
    Path folder;

    private Path layout;
    private Path root;

    @BeforeEach
    void arrange() {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        layout = folder.resolve("layout");
        root = folder.resolve("root");
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        for (Path tree : new Path[] {root, folder.resolve("cache"), folder.resolve("bundle")}) {
            Ephemeral.tree(tree).close();
        }
    }

    @Test
    void files_folders_links_and_pipes_of_one_layer() throws Exception {
        same(new LayoutFixture(layout).layer(UmociTree.ofEverything(TIME, folder)));
    }

    @Test
    void whiteouts_and_opaque_folders() throws Exception {
        same(new LayoutFixture(layout)
                .layer(new LayerTar()
                        .at(TIME)
                        .folder("./", 0755)
                        .folder("a/", 0755)
                        .file("a/one", "1")
                        .file("a/two", "2")
                        .folder("b/", 0700)
                        .file("b/deep/er/file", "x")
                        .file("b/kept", "x")
                        .file("c/file", "x")
                        .symbolicLink("link", "a")
                        .file("becomes-folder", "x")
                        .folder("becomes-file/", 0755)
                        .file("becomes-file/x", "x"))
                .layer(new LayerTar()
                        .at(TIME.plusSeconds(60))
                        .folder("a/", 0711)
                        .file("a/.wh.one", "")
                        .file("a/three", "3")
                        .folder("b/", 0755)
                        .file("b/.wh..wh..opq", "")
                        .file("b/new", "n")
                        .file(".wh.c", "")
                        .file(".wh.link", "")
                        .folder("becomes-folder/", 0755)
                        .file("becomes-folder/in", "x")
                        .file("becomes-file", "text")));
    }

    @Test
    void a_layer_that_reaches_through_links_of_the_one_below() throws Exception {
        same(new LayoutFixture(layout)
                .layer(new LayerTar()
                        .at(TIME)
                        .folder("./", 0755)
                        .folder("usr/", 0755)
                        .folder("usr/bin/", 0755)
                        .file("usr/bin/tool", "tool")
                        .symbolicLink("bin", "usr/bin")
                        .symbolicLink("absolute", "/usr/bin")
                        .file("usr/bin/other", "x"))
                .layer(new LayerTar()
                        .at(TIME)
                        .file("bin/more", "more")
                        .file("absolute/again", "more")
                        .file("bin/.wh.other", "")
                        .hardLink("usr/linked", "usr/bin/tool")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void layers_of_any_kind(int seed) throws Exception {
        same(new Layers(new Random(seed)).write(new LayoutFixture(layout)));
    }

    @Test
    void a_folder_that_was_written_as_an_image() throws Exception {
        Path original = Files.createDirectories(folder.resolve("original"));
        new LayoutFixture(layout).layer(UmociTree.ofEverything(TIME, folder)).write();
        RootFolder.make(Image.ofLayout(layout), root);
        FolderCopy.copy(root, original);
        Ephemeral.tree(layout).close();
        Image.ofDirectory(original).writeLayout(layout);
        assertThat(UmociTree.of(layout, folder.resolve("bundle")))
                .isEqualTo(UmociTree.listing(original))
                .hasSizeGreaterThan(8);
    }

    private void same(LayoutFixture image) throws Exception {
        image.write();
        RootFolder.make(Image.ofLayout(layout), root);
        assertThat(UmociTree.listing(root)).isEqualTo(UmociTree.of(layout, folder.resolve("bundle")));
    }

    /** Makes images of chance, the same for the same seed. */
    private static final class Layers {
        private static final String[] NAMES = {"a", "b", "c", "d"};

        private final Random random;

        Layers(Random random) {
            this.random = random;
        }

        LayoutFixture write(LayoutFixture image) throws IOException {
            LayerTar first = new LayerTar().at(TIME).folder("./", 0755);
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                image.layer(fill(first));
                first = new LayerTar().at(TIME.plusSeconds(count));
            }
            return image;
        }

        /** Folders are named before what is in them: umoci makes none in the place of something else otherwise. */
        private LayerTar fill(LayerTar tar) {
            Set<String> files = new HashSet<>();
            Set<String> folders = new HashSet<>(Set.of(""));
            for (int i = 0; i < 25; i++) {
                String folder = "";
                for (int depth = random.nextInt(4); depth > 0; depth--) {
                    String deeper = folder + NAMES[random.nextInt(NAMES.length)] + "/";
                    if (files.contains(deeper)) {
                        break;
                    }
                    folder = deeper;
                    if (folders.add(folder)) {
                        tar.of(random.nextInt(3)).folder(folder, 0700 | random.nextInt(0100));
                    }
                }
                String name = NAMES[random.nextInt(NAMES.length)];
                if (!folders.contains(folder + name + "/") && files.add(folder + name + "/")) {
                    add(tar.of(random.nextInt(3)), folder, name);
                }
            }
            return tar;
        }

        private void add(LayerTar tar, String folder, String name) {
            switch (random.nextInt(6)) {
                case 0 -> tar.symbolicLink(folder + name, NAMES[random.nextInt(NAMES.length)]);
                case 1, 2 -> tar.file(folder + ".wh." + name, "");
                default -> tar.file(folder + name, 0600 | random.nextInt(0200), new byte[random.nextInt(2000)]);
            }
        }
    }
}
