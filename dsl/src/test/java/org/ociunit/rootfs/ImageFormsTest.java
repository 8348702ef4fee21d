package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsUser;

class ImageFormsTest {
    /** net_raw, effective: capabilities of version 2, see capability.h. */
    private static final String CAPABILITY = "\1\0\0\2\0\40\0\0" + "\0".repeat(12);

    private static final String LISTED = "security.capability=0x0100000200200000" + "00".repeat(12);

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void arrange() {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
        root = folder.resolve("root");
    }

    @AfterEach
    void remove() {
        System.clearProperty("ociunit.cache");
        Ephemeral.tree(root).close();
        Ephemeral.tree(folder.resolve("cache")).close();
    }

    /** As docker writes it since version 25. */
    private Path archiveOfBothForms(LayoutFixture layout, List<String> layers) throws IOException {
        layout.write();
        String config = LayoutFixture.digest(layout.configuration()).replace(':', '/');
        String files = String.join(
                ",",
                layers.stream()
                        .map(digest -> "\"blobs/" + digest.replace(':', '/') + "\"")
                        .toList());
        Files.writeString(
                layout.folder().resolve("manifest.json"),
                "[{\"Config\":\"blobs/" + config + "\",\"RepoTags\":[\"app:1\"],\"Layers\":[" + files + "]}]");
        Files.writeString(layout.folder().resolve("repositories"), "{\"app\":{\"1\":\"0\"}}");
        LayerTar archive = new LayerTar();
        try (Stream<Path> walk = Files.walk(layout.folder())) {
            for (Path file : walk.sorted().toList()) {
                String name = layout.folder().relativize(file).toString();
                if (Files.isRegularFile(file)) {
                    archive.file(name, 0644, Files.readAllBytes(file));
                } else if (!name.isEmpty()) {
                    archive.folder(name + "/", 0755);
                }
            }
        }
        return Files.write(folder.resolve("saved.tar"), archive.bytes());
    }

    @Test
    void an_archive_of_dockers_that_is_a_layout_too_is_the_same_image_in_both_forms() throws IOException {
        byte[] lower = new LayerTar().file("etc/one", "1").file("etc/two", "2").bytes();
        byte[] upper = new LayerTar()
                .file("etc/.wh.one", "")
                .hardLink("etc/again", "etc/two")
                .bytes();
        String type = "application/vnd.oci.image.layer.v1.tar";
        LayoutFixture layout = new LayoutFixture(folder.resolve("layout"))
                .layer(lower, lower, type)
                .layer(upper, upper, type);
        Path saved = archiveOfBothForms(layout, List.of(LayoutFixture.digest(lower), LayoutFixture.digest(upper)));

        Map<String, String> expected = null;
        for (Image image : List.of(
                Image.ofLayout(layout.folder()),
                Image.ofLayout(saved),
                Image.ofLayout(saved, "latest"),
                Image.ofDockerArchive(saved),
                Image.ofDockerArchive(saved, "app:1"))) {
            Ephemeral.tree(folder.resolve("cache")).close();
            RootFolder.make(image, root);
            Map<String, String> made = TreeListing.of(root);
            assertThat(made.keySet()).containsExactly("", "etc", "etc/again", "etc/two");
            assertThat(made).as(image.toString()).isEqualTo(expected == null ? made : expected);
            expected = made;
            Ephemeral.tree(root).close();
        }
    }

    private Image ofPrograms() throws IOException {
        return Image.ofLayout(new LayoutFixture(folder.resolve("layout"))
                .layer(new LayerTar()
                        .with("SCHILY.xattr.security.capability", CAPABILITY)
                        .file("ping", 0755, "small".getBytes(StandardCharsets.UTF_8))
                        .with("SCHILY.xattr.security.capability", CAPABILITY)
                        .file("large", 0755, new byte[2 << 20])
                        .hardLink("same", "ping"))
                .layer(new LayerTar().hardLink("again", "ping"))
                .write());
    }

    @Test
    @NeedsRoot
    void programs_have_their_capabilities_in_every_copy() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/getfattr")), "needs getfattr, which tells of capabilities");
        RootFolder.make(ofPrograms(), root);
        Map<String, String> made = TreeListing.of(root);
        for (String name : List.of("ping", "large", "same", "again")) {
            assertThat(made.get(name)).as(name).endsWith(LISTED);
        }
    }

    @Test
    @NeedsUser
    void an_ordinary_users_programs_have_none() throws IOException {
        RootFolder.make(ofPrograms(), root);
        assertThat(TreeListing.of(root).toString()).contains("again=").doesNotContain("security.capability");
    }
}
