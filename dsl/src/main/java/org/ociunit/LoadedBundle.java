package org.ociunit;

import java.nio.file.Path;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/**
 * A bundle that somebody has made: its root as an image, and its configuration, fit for another folder.
 *
 * @param folder its folder, absolute
 * @param image the root file system, which is copied for each container
 * @param spec the configuration, with the paths that it has relative to its folder made absolute
 */
record LoadedBundle(Path folder, Image image, Spec spec) {
    private static final String ROOT = "rootfs";

    static LoadedBundle read(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Spec spec = Spec.read(absolute.resolve("config.json"));
        Root root = spec.root();
        if (root == null) {
            throw new ContainerException(
                    "Could not load the bundle " + absolute + ".",
                    "its config.json has no root.",
                    "give it one, such as \"root\": {\"path\": \"rootfs\"}.");
        }
        return new LoadedBundle(
                absolute,
                Image.ofDirectory(absolute.resolve(root.path())),
                withSourcesIn(absolute, spec.withRoot(root.withPath(ROOT))));
    }

    /** Only what is bound has a path for its source. */
    private static Spec withSourcesIn(Path folder, Spec spec) {
        return spec.mounts() == null
                ? spec
                : spec.withMounts(Adjectives.mounts(spec).stream()
                        .map(mount -> mount.isBind() ? withSourceIn(folder, mount) : mount)
                        .toList());
    }

    private static Mount withSourceIn(Path folder, Mount mount) {
        String source = mount.source();
        return source == null ? mount : mount.withSource(folder.resolve(source).toString());
    }
}
