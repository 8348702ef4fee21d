package org.ociunit.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.ociunit.dsl.testkit.LayerTar;
import org.ociunit.dsl.testkit.TreeListing;
import org.ociunit.runtime.host.Host;

/** What umoci makes of an image, and what is different there from what any other may make of it. */
final class UmociTree {
    private UmociTree() {}

    /** A layer with something of each kind, as far as files may be so at a place. */
    static LayerTar ofEverything(Instant time, Path place) throws IOException {
        LayerTar layer = new LayerTar()
                .at(time)
                .folder("./", 0755)
                .folder("etc/", 0750)
                .file("etc/passwd", "root:x:0:0")
                .of(33)
                .file("etc/closed", Host.current().isRoot() ? 0 : 0400, "secret".getBytes(StandardCharsets.UTF_8))
                .file("bin/su", 04755, new byte[100_000])
                .hardLink("bin/again", "bin/su")
                .symbolicLink("bin/sh", "/bin/su")
                .hardLink("bin/same-link", "bin/sh")
                .pipe("run/pipe", 0620)
                .folder("tmp/", 01777)
                .folder("shut/", 0500)
                .file("shut/inside", "text")
                .file("deep/" + "n".repeat(200) + "/" + "m".repeat(200), "long name");
        if (Files.getFileStore(place).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
            layer.with("SCHILY.xattr.user.note", "näher\0bestimmt").file("noted", "text");
        }
        return layer;
    }

    /** The listing of what umoci unpacks into a folder that does not exist. */
    static Map<String, String> of(Path layout, Path bundle) throws IOException, InterruptedException {
        ProcessBuilder umoci = new ProcessBuilder("umoci", "unpack", "--image", layout + ":latest", bundle.toString());
        if (!Host.current().isRoot()) {
            umoci.command().add(2, "--rootless");
        }
        Path log = bundle.resolveSibling("umoci.log");
        Process process =
                umoci.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return listing(bundle.resolve("rootfs"));
    }

    /**
     * All that there is to say of a tree but what differs: a folder that no entry names has the time at which it was made,
     * and so has umoci's root in any case; for an ordinary user, umoci notes the owners that files cannot have.
     */
    static Map<String, String> listing(Path root) throws IOException {
        Map<String, String> lines = new TreeMap<>(TreeListing.withTimes(root));
        long hourAgo = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond() - 3600);
        lines.replaceAll((name, line) -> {
            String[] words = line.split(" ");
            boolean isNew = line.startsWith("4") && words.length > 2 && Long.parseLong(words[2]) > hourAgo;
            String same = isNew || name.isEmpty() ? words[0] + " " + words[1] : line;
            return same.replaceAll(" user\\.rootlesscontainers=\\w+", "");
        });
        return lines;
    }
}
