package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ociunit.error.ImageException;
import org.ociunit.image.Image;
import org.ociunit.image.ImageContent;
import org.ociunit.image.ImageStore;
import org.ociunit.image.Layer;

/**
 * Images as trees that are kept: each layer is unpacked once, whatever images it is a layer of, and each list of layers is
 * laid over each other once.
 *
 * @param store what keeps them
 * @param mayChangeOwners whether files get the owners that images say
 */
record LayerTrees(ImageStore store, boolean mayChangeOwners) {
    private static final String LAYERS = "layers";
    private static final String TREES = "trees";
    private static final String TREE = "tree";
    private static final String CLOSED = "closed";
    private static final String CHANGES = "changes";

    /** An image's tree, which stays in the store until it is closed. */
    KeptTree keep(Image image, ImageContent content) throws IOException {
        List<Layer> layers = content.layers();
        ImageStore.Entry entry = store.use(TREES, key(layers), folder -> merge(image, layers, folder));
        try {
            touch(entry, layers);
            LayerChanges changes = LayerChanges.read(entry.path().resolve(CHANGES));
            requireWithin(image, changes);
            store.pruneIfGrown();
            ClosedFiles closed = new ClosedFiles(changes.modes());
            return new KeptTree(
                    entry, entry.path().resolve(TREE), closed, entry.path().resolve(CLOSED));
        } catch (IOException | RuntimeException e) {
            entry.close();
            throw e;
        }
    }

    private static void requireWithin(Image image, LayerChanges changes) {
        try {
            new Extent(image.limits()).add(changes.bytes(), changes.entries());
        } catch (RefusedException e) {
            throw new ImageException(image.toString(), e.getMessage() + ".", null, e);
        }
    }

    private void touch(ImageStore.Entry tree, List<Layer> layers) throws IOException {
        List<Path> used = new ArrayList<>(List.of(tree.path()));
        layers.forEach(layer -> used.add(store.folder().resolve(LAYERS).resolve(key(layer))));
        ImageStore.touch(used);
    }

    private long merge(Image image, List<Layer> layers, Path folder) throws IOException {
        Path tree = Files.createDirectory(folder.resolve(TREE));
        AccessLists.drop(tree);
        Files.setAttribute(tree, "unix:mode", 0755);
        LayerMerge merge = new LayerMerge(tree);
        Extent extent = new Extent(image.limits());
        for (Layer layer : layers) {
            add(layer, merge, extent);
        }
        Map<String, Integer> modes = merge.finish();
        if (!modes.isEmpty()) {
            new ClosedFiles(modes).copy(tree, folder.resolve(CLOSED));
        }
        new LayerChanges(List.of(), List.of(), List.of(), List.of(), modes, extent.bytes(), extent.entries())
                .write(folder.resolve(CHANGES));
        return extent.entries() << 6; // its names; what they name the layers have
    }

    private void add(Layer layer, LayerMerge merge, Extent extent) throws IOException {
        Extent before = extent.copy();
        try (ImageStore.Entry entry = store.use(
                LAYERS, key(layer), folder -> new LayerFolder(folder).unpack(layer, mayChangeOwners, before))) {
            LayerFolder unpacked = new LayerFolder(entry.path());
            LayerChanges changes = unpacked.changes();
            extent.add(changes.bytes(), changes.entries());
            merge.add(unpacked, changes);
        } catch (RefusedException e) {
            throw layer.refused(e.getMessage() + ".", null, e);
        }
    }

    private static String key(Layer layer) {
        return layer.diffId().replace(':', '-');
    }

    private static String key(List<Layer> layers) {
        String list = layers.stream().map(Layer::diffId).collect(Collectors.joining("\n"));
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(hash.digest(list.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
