package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.json.Json;

/**
 * Makes images in the store: a layer on those of another image, or the first one. An image's folder has its blobs as a
 * layout has them, and the descriptor of its manifest. Internal.
 */
public final class NewImage {
    private static final String KIND = "images";
    private static final String NAMED = "named.json";

    private final Path folder;
    private final NewConfig config;
    private final List<Descriptor> layers;

    private NewImage(Path folder, NewConfig config, List<Descriptor> layers) {
        this.folder = folder;
        this.config = config;
        this.layers = layers;
    }

    /** Writes a layer. */
    @FunctionalInterface
    public interface LayerSource {
        /**
         * Writes what is different from the layers below.
         *
         * @param layer takes it
         * @throws IOException if it cannot be read or written
         */
        void write(LayerWriter layer) throws IOException;
    }

    /** Writes the archive of a layer; returns whether there is anything in it. */
    @FunctionalInterface
    private interface Archive {
        boolean write(OutputStream to) throws IOException;
    }

    /**
     * An image that has layers: itself, or of a folder or an archive one with a single layer.
     *
     * @param image the image
     * @return the image, or another one
     * @throws IOException if the folder or the archive cannot be read
     * @throws ImageException if it is this machine's own user land
     */
    public static Image layered(Image image) throws IOException {
        return switch (image.kind()) {
            case HOST ->
                throw new ImageException(
                        image.toString(),
                        "its programs are this machine's own, bound into each container: no layer has them.",
                        "begin with an image that has layers, or with a folder, such as Image.ofDirectory.",
                        null);
            case DIRECTORY -> first(image, archive(image, layer -> FolderLayer.write(image.path(), layer)));
            case TAR -> first(image, to -> copyTar(image, to));
            default -> image;
        };
    }

    /**
     * Makes an image of another one and a layer above its layers. Where that has nothing in it, there is no further layer.
     *
     * @param base the other image, which has layers
     * @param content the same, open
     * @param changes what the new one says otherwise
     * @param source writes the layer
     * @return the new image
     * @throws IOException if it cannot be made; nothing is left of it then
     */
    public static Image on(Image base, ImageContent content, UnaryOperator<ImageChanges> changes, LayerSource source)
            throws IOException {
        NewConfig config = NewConfig.on(base, content).changed(changes);
        return store(base, base, config, content.manifest().layers(), archive(base, source));
    }

    private static Image first(Image flat, Archive archive) throws IOException {
        return store(flat, null, NewConfig.first(), List.of(), archive);
    }

    private static Image store(
            Image named, @Nullable Image base, NewConfig config, List<Descriptor> layers, Archive archive)
            throws IOException {
        ImageStore.Own entry =
                ImageStore.current().makeOwn(KIND, folder -> new NewImage(folder, config, layers).make(archive));
        try {
            return Image.stored(new StoredImage(entry, base), named.limits());
        } catch (IOException | RuntimeException e) {
            entry.close();
            throw e;
        }
    }

    private static Archive archive(Image image, LayerSource source) {
        return to -> {
            try (LayerWriter layer = new LayerWriter(to, image.toString(), image.limits())) {
                source.write(layer);
                return !layer.isEmpty();
            }
        };
    }

    /** An archive with a root file system in it is a layer as it is. */
    private static boolean copyTar(Image image, OutputStream to) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(image.path()), 1 << 16);
                InputStream archive = Compression.of(file).open(file)) {
            new TarCheck(image).copy(archive, to);
            return true;
        } catch (MissingCodecException e) {
            throw new ImageException(image.toString(), e.getMessage() + ".", MissingCodecException.FIX, e);
        }
    }

    private long make(Archive archive) throws IOException {
        Path file = folder.resolve("layer");
        MessageDigest hash = Digest.hash(Digest.SHA256);
        boolean hasChanged;
        try (OutputStream to =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), hash)) {
            hasChanged = archive.write(to);
        }
        long bytes = Files.size(file);
        Digest digest = new Digest(Digest.SHA256, HexFormat.of().formatHex(hash.digest()));
        if (hasChanged) {
            Files.move(file, place(digest));
            describe(config.withLayer(digest), and(Descriptor.of(MediaType.OCI_LAYER, digest, bytes)));
        } else {
            Files.delete(file);
            describe(config.withoutLayer(), layers);
        }
        return bytes;
    }

    private List<Descriptor> and(Descriptor layer) {
        List<Descriptor> all = new ArrayList<>(layers);
        all.add(layer);
        return all;
    }

    private void describe(NewConfig complete, List<Descriptor> all) throws IOException {
        Descriptor configured = document(MediaType.OCI_CONFIG, complete.toText());
        Manifest manifest = new Manifest(2, MediaType.OCI_MANIFEST, configured, all);
        Descriptor named = document(MediaType.OCI_MANIFEST, Json.toText(manifest));
        Files.writeString(folder.resolve(NAMED), Json.toText(named));
    }

    private Descriptor document(String mediaType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(bytes);
        Files.write(place(digest), bytes);
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    private Path place(Digest digest) throws IOException {
        Path place = folder.resolve(LayoutIndex.place(digest));
        Files.createDirectories(place.getParent());
        return place;
    }

    /** What the image in a folder is named by. */
    static Descriptor named(Path folder) throws IOException {
        return Json.read(Files.readString(folder.resolve(NAMED)), NAMED, Descriptor.class);
    }

    /** A blob that a folder has; nothing if it has not. */
    static Optional<InputStream> open(Path folder, Descriptor blob) throws IOException {
        try {
            return Optional.of(new BufferedInputStream(
                    Files.newInputStream(folder.resolve(LayoutIndex.place(blob.id()))), 1 << 16));
        } catch (NoSuchFileException others) {
            return Optional.empty();
        }
    }
}
