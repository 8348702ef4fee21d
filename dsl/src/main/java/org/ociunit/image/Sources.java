package org.ociunit.image;

import java.io.IOException;
import java.nio.file.Files;

/** Where images of each kind come from. */
final class Sources {
    private Sources() {}

    static Blobs open(Image image) throws IOException {
        if (image instanceof ScratchImage scratch) {
            return scratch.content();
        }
        return switch (image.kind()) {
            case LAYOUT -> Files.isDirectory(image.path()) ? new LayoutFolder(image) : LayoutArchive.open(image);
            case DOCKER_ARCHIVE -> DockerArchive.open(image);
            case DOCKER -> new HeldImage(image, Engine.DOCKER, ImageStore.current());
            case PODMAN -> new HeldImage(image, Engine.PODMAN, ImageStore.current());
            case REGISTRY, STORED -> image.open();
            case HOST, DIRECTORY, TAR, SCRATCH -> throw new IllegalArgumentException(image + " has no layers");
        };
    }
}
