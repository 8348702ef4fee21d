package org.ociunit.samples;

import static org.ociunit.OciAssertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.Bundle;
import org.ociunit.dsl.testkit.DockerRegistry;
import org.ociunit.image.Image;
import org.ociunit.image.Registries;
import org.ociunit.runtime.testkit.NeedsDockerRegistry;

/** An image that is pulled from a registry; this one is the test's own, on loopback, and speaks plain http. */
@NeedsDockerRegistry
class RegistryImageTest {
    @Test
    void runs_what_was_pushed(@TempDir Path folder) throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            registry.push("oci:" + BuiltImage.layout(folder) + ":latest", "team/greeting:1");

            Image image = Image.of(
                    registry.host() + "/team/greeting:1", Registries.standard().plainHttp(registry.host()));

            assertThat(Bundle.from(image).run()).succeeded().hasStdout("hello from an image\n");
        }
    }
}
