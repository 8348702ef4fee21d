package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.image.Image;

/** The files of a container, as {@code docker export} writes them: what is to be run, the bundle says. */
class ExportedImageTest {
    @Test
    void runs_what_the_bundle_says(@TempDir Path folder) throws Exception {
        Path exported = BuiltImage.exported(folder);

        Bundle bundle = Bundle.from(Image.ofTar(exported)).args("cat", "/etc/greeting");

        assertThat(bundle.run()).succeeded().hasStdout("hello from an image\n");
    }
}
