package org.ociunit.image;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ociunit.error.ImageException;

/** What tests of registries begin with. */
final class RemoteFixture {
    private RemoteFixture() {}

    /** Settings that do not read this user's files, and lose no time. */
    static Registries settings() {
        return Registries.standard()
                .docker(new DockerConfig(
                        Map.of("PATH", "/nowhere", "DOCKER_CONFIG", "/nowhere/.docker"),
                        Path.of("/nowhere"),
                        Duration.ofSeconds(1)))
                .firstPause(Duration.ofMillis(5));
    }

    static Registries plain(FakeRegistry registry) {
        return settings().plainHttp(registry.host());
    }

    /** Reads as a puller does, and verifies. */
    static byte[] pull(Blobs image, Descriptor blob) throws IOException {
        try (InputStream bytes = blob.id().verify(image.open(blob), blob.size())) {
            return bytes.readAllBytes();
        }
    }

    static ImageException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ImageException.class, call);
    }
}
