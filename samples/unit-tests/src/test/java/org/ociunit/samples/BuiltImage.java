package org.ociunit.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ociunit.Bundle;
import org.ociunit.dsl.testkit.LayoutFixture;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.Ephemeral;

/** Stands in for an image that somebody else has built: it greets, by programs of this machine. */
final class BuiltImage {
    private BuiltImage() {}

    /** As {@code docker export} writes the files of a container. */
    static Path exported(Path folder) throws IOException, InterruptedException {
        Image image = Image.scratch()
                .addBinary("/bin/sh")
                .addBinary("/bin/cat")
                .add("/etc/greeting", "hello from an image\n");
        Path bundle = Bundle.from(image).writeTo(folder.resolve("bundle"));
        Path root = bundle.resolve("rootfs");
        Path archive = folder.resolve("export.tar");
        Process tar = new ProcessBuilder("tar", "-C", root.toString(), "-cf", archive.toString(), ".")
                .inheritIO()
                .start();
        if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
            throw new IOException("tar has not written " + archive);
        }
        Ephemeral.tree(bundle).close();
        return archive;
    }

    /** As an OCI layout, in which it is called {@code latest}. */
    static Path layout(Path folder) throws IOException, InterruptedException {
        return new LayoutFixture(folder.resolve("layout"))
                .layer(Files.readAllBytes(exported(folder)))
                .config("{\"Entrypoint\": [\"/bin/cat\"], \"Cmd\": [\"/etc/greeting\"]}")
                .write();
    }
}
