package org.ociunit.image;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ociunit.error.ImageException;

/** What an OCI layout has beside its blobs: an index of the images in it. */
final class LayoutIndex {
    static final String NAME = "index.json";

    private LayoutIndex() {}

    /** Where a blob is in a layout. */
    static String place(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /**
     * What an image's name stands for. Without a name it is the only image there is; several of one name, or of none, are
     * those of several platforms.
     */
    static Descriptor of(Image image, byte[] text) {
        Index index = Documents.read(image, text, NAME, Index.class);
        List<Descriptor> found = index.manifests().stream()
                .filter(manifest -> image.name() == null || isNamed(manifest, image.name()))
                .toList();
        if (found.isEmpty()) {
            throw new ImageException(
                    image.toString(),
                    image.name() == null ? "it holds no image." : "it has no image \"" + image.name() + "\".",
                    index.manifests().isEmpty() ? null : "name one that it has: " + names(index.manifests()) + ".",
                    null);
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.stream()
                        .map(manifest -> manifest.annotation(Descriptor.NAME))
                        .distinct()
                        .count()
                > 1) {
            throw new ImageException(
                    image.toString(),
                    "it holds " + found.size() + " images.",
                    "name one of them: " + names(found) + ".",
                    null);
        }
        return PlatformChoice.among(image, found);
    }

    private static boolean isNamed(Descriptor manifest, String name) {
        return name.equals(manifest.annotation(Descriptor.NAME)) || name.equals(manifest.digest());
    }

    private static String names(List<Descriptor> manifests) {
        return manifests.stream()
                .map(manifest -> Objects.requireNonNullElse(manifest.annotation(Descriptor.NAME), manifest.digest()))
                .distinct()
                .sorted()
                .limit(20)
                .collect(Collectors.joining(", "));
    }
}
