package org.ociunit.image;

import java.util.List;
import java.util.stream.Collectors;
import org.ociunit.error.ImageException;

/** Which of the images under one name is for this machine. */
final class PlatformChoice {
    private PlatformChoice() {}

    /**
     * The one for this machine. One without a platform is taken if none has one.
     *
     * @throws ImageException if there is none; it says what there is
     */
    static Descriptor among(Image image, List<Descriptor> manifests) {
        for (Platform wanted : Platform.ofMachine()) {
            for (Descriptor manifest : manifests) {
                if (wanted.isFor(manifest.platform())) {
                    return manifest;
                }
            }
        }
        List<Descriptor> anywhere = manifests.stream()
                .filter(manifest -> manifest.platform() == null)
                .toList();
        if (anywhere.size() == 1 && manifests.size() == 1) {
            return anywhere.get(0);
        }
        throw new ImageException(
                image.toString(),
                "it is not for " + Platform.ofMachine().get(0) + "; it is for " + there(manifests) + ".",
                "build it for this machine, too.",
                null);
    }

    private static String there(List<Descriptor> manifests) {
        return manifests.isEmpty()
                ? "nothing"
                : manifests.stream()
                        .map(manifest -> String.valueOf(manifest.platform() == null ? "?" : manifest.platform()))
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
