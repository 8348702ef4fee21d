package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.image.Image;

/** An OCI layout, as build tools write it: the image says what is run, and a command takes the place of its arguments. */
class LayoutImageTest {
    @Test
    void runs_what_the_image_says(@TempDir Path folder) throws Exception {
        Path layout = BuiltImage.layout(folder);

        Bundle bundle = Bundle.from(Image.ofLayout(layout, "latest"));

        assertThat(bundle.run()).succeeded().hasStdout("hello from an image\n");
        assertThat(bundle.run("/proc/self/comm")).succeeded().hasStdout("cat\n");
    }
}
