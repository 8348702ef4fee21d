package org.ociunit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageChanges;
import org.ociunit.image.ImageContent;
import org.ociunit.image.Layer;
import org.ociunit.image.LayerWriter;
import org.ociunit.image.NewImage;
import org.ociunit.rootfs.KeptTree;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;

/**
 * Makes an image of what a container has changed in its root.
 *
 * @param container the container
 * @param image what it was made from
 * @param layers the layers of that image by what is in them, as the container has got them
 * @param changes what the new image says otherwise
 */
record Commit(Container container, Image image, List<String> layers, UnaryOperator<ImageChanges> changes) {
    private static final Path ITSELF = Path.of("");

    @SuppressWarnings("try") // a pause is not looked at
    Image make() {
        try {
            Image base = NewImage.layered(image);
            try (ImageContent content = ImageContent.open(base);
                    KeptTree tree = KeptTree.of(base, content);
                    Pause pause = Pause.of(container)) {
                requireSame(base, content);
                return NewImage.on(base, content, changes, layer -> write(tree, layer));
            }
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not commit container " + container.id() + ".", ContainerFiles.reason(e), fix(e), e);
        }
    }

    private static @Nullable String fix(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "let the container not write while it is committed.";
        }
        return e instanceof AccessDeniedException ? "allow its owner to read it, or commit as root." : null;
    }

    /** A name may stand for another image by now, and a folder for another content: which is a layer of its own then. */
    private void requireSame(Image base, ImageContent content) {
        List<String> present = content.layers().stream().map(Layer::diffId).toList();
        if (base.equals(image) && !present.equals(layers)) {
            throw new ImageException(
                    image.toString(),
                    "it has other layers than when container " + container.id() + " was made of it.",
                    "name it by its digest.",
                    null);
        }
    }

    private void write(KeptTree tree, LayerWriter layer) throws IOException {
        try (OpenFolder root = new ContainerFiles(container).openRoot()) {
            OptionalLong pid = container.firstPid();
            Linux linux = Optional.ofNullable(container.spec().linux()).orElseGet(Linux::empty);
            Likeness likeness = new Likeness(
                    made(), ids(pid, "uid_map", linux.uidMappings()), ids(pid, "gid_map", linux.gidMappings()));
            MountedPaths mounts = MountedPaths.of(container, pid, root.at(ITSELF));
            new RootChanges(tree, likeness, mounts, Host.current().isRoot(), root, layer).write();
        }
    }

    /** The configuration is written last, when all else is there. */
    private FileTime made() throws IOException {
        return (FileTime) Files.getAttribute(container.folder().resolve("config.json"), "unix:ctime");
    }

    private static IdMap ids(OptionalLong pid, String file, @Nullable List<IdMapping> mappings) {
        return pid.isPresent() ? IdMap.of(KernelView.of(pid.getAsLong()).proc().resolve(file)) : IdMap.of(mappings);
    }
}
