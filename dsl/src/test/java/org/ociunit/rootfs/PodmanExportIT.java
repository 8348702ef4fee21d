package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.testkit.NeedsPodman;
import org.ociunit.runtime.testkit.NeedsRoot;

/** What {@code podman export} writes of a container, in {@code docker export}'s form, is the tree of its image. */
@NeedsRoot
@NeedsPodman
@Timeout(120)
class PodmanExportIT {
    @TempDir
    Path folder;

    @BeforeEach
    void arrange() {
        System.setProperty("ociunit.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void remove() throws Exception {
        System.clearProperty("ociunit.cache");
        podman("rm", "-a", "-f");
        for (String tree : List.of("cache", "own", "exported", "storage")) {
            Ephemeral.tree(folder.resolve(tree)).close();
        }
    }

    private String podman(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("podman", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder.resolve("storage").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(List.of("--cgroup-manager", "cgroupfs", "--events-backend", "none"));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    @Test
    void an_exported_container_is_the_tree_of_its_image() throws Exception {
        Path layout = new LayoutFixture(folder.resolve("layout"))
                .config("{\"Cmd\": [\"/bin/su\"]}")
                .layer(new LayerTar()
                        .at(Instant.ofEpochSecond(1_600_000_000))
                        .folder("./", 0755)
                        .folder("bin/", 0755)
                        .file("bin/su", 04755, new byte[100_000])
                        .hardLink("bin/again", "bin/su", 04755)
                        .symbolicLink("bin/sh", "/bin/su")
                        .folder("srv/", 0750)
                        .file("srv/removed", "")
                        .of(33)
                        .file("srv/closed", 0, "secret".getBytes(StandardCharsets.UTF_8))
                        .pipe("srv/pipe", 0620)
                        .folder("tmp/", 01777))
                .layer(new LayerTar()
                        .at(Instant.ofEpochSecond(1_700_000_000))
                        .folder("srv/", 0750)
                        .file("srv/.wh.removed", "")
                        .at(Instant.ofEpochSecond(1_600_000_000))
                        .hardLink("srv/su", "bin/su", 04755))
                .write();
        String id = podman("pull", "-q", "oci:" + layout + ":latest");
        String container = podman("create", "--net", "none", id);
        Path archive = folder.resolve("export.tar");
        podman("export", "-o", archive.toString(), container);

        RootFolder.make(Image.ofLayout(layout), folder.resolve("own"));
        RootFolder.make(Image.ofTar(archive), folder.resolve("exported"));

        Map<String, String> own = TreeListing.withTimes(folder.resolve("own"));
        Map<String, String> exported = TreeListing.withTimes(folder.resolve("exported"));
        own.remove(""); // of which an export says nothing
        exported.remove("");
        assertThat(exported).isEqualTo(own);
    }
}
