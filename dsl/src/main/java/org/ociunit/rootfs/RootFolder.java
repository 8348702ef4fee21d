package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageContent;
import org.ociunit.image.ImageDefaults;
import org.ociunit.image.ImageStore;
import org.ociunit.runtime.catalog.Ephemeral;
import org.ociunit.runtime.host.Host;

/** The root file system of one container, made afresh and writable: a folder, or what lies over an image's tree. Internal. */
public final class RootFolder {
    private RootFolder() {}

    /**
     * A root that has been made.
     *
     * @param bound folders of this machine that the container must see read-only, each at its own path; empty but for
     *     {@link Image#host()}
     * @param defaults what the image says about its containers
     * @param tree what the root is to be laid over, to be closed when the container is gone; null if the folder is the root
     */
    public record Made(
            List<Path> bound,
            ImageDefaults defaults,
            @Nullable KeptTree tree) {
        /** Copies the list. */
        public Made {
            bound = List.copyOf(bound);
        }
    }

    /**
     * Makes the root file system of an image.
     *
     * @param image the image
     * @param root the folder to make, which must not exist
     * @return what was made
     * @throws ImageException if the image is not there, cannot be read, or is hostile; nothing is left then
     */
    public static Made make(Image image, Path root) {
        return make(image, root, folders -> false);
    }

    /**
     * Makes the root file system of an image, by a copy only if nothing else will do.
     *
     * @param image the image
     * @param root the folder to make, which must not exist; it stays empty where the root is laid over a tree
     * @param laysOver whether a container's root can be laid over folders, the uppermost first
     * @return what was made
     * @throws ImageException if the image is not there, cannot be read, or is hostile; nothing is left then
     */
    public static Made make(Image image, Path root, Predicate<List<Path>> laysOver) {
        try {
            Files.createDirectory(root);
        } catch (IOException e) {
            throw new ImageException(image.toString(), "its root " + root + " could not be made: " + e, null, e);
        }
        try {
            AccessLists.drop(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            return fill(root, image, laysOver);
        } catch (IOException e) {
            throw undone(root, new ImageException(image.toString(), Reason.of(e), null, e));
        } catch (RuntimeException e) {
            throw undone(root, e);
        }
    }

    private static Made fill(Path root, Image image, Predicate<List<Path>> laysOver) throws IOException {
        boolean isRoot = Host.current().isRoot();
        switch (image.kind()) {
            case HOST -> {
                return new Made(new HostUserLand(image.path(), root).make(), ImageDefaults.none(), null);
            }
            case DIRECTORY -> FolderCopy.copy(image.path(), root);
            case TAR -> new TarArchive(image).unpack(new Tree(root, isRoot, image.limits()));
            default -> {
                try (ImageContent content = ImageContent.open(image)) {
                    KeptTree tree = new LayerTrees(ImageStore.current(), isRoot).keep(image, content);
                    return new Made(List.of(), content.defaults(), laidOver(tree, root, laysOver));
                }
            }
        }
        return new Made(List.of(), ImageDefaults.none(), null);
    }

    private static @Nullable KeptTree laidOver(KeptTree tree, Path root, Predicate<List<Path>> laysOver)
            throws IOException {
        boolean isKept = false;
        try {
            isKept = tree.hasLowers() && laysOver.test(tree.lowers());
            if (!isKept) {
                tree.copyTo(root);
            }
            return isKept ? tree : null;
        } finally {
            if (!isKept) {
                tree.close();
            }
        }
    }

    private static RuntimeException undone(Path root, RuntimeException failure) {
        try {
            Ephemeral.tree(root).close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
