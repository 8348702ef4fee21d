package org.ociunit.image;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.error.ImageException;

/**
 * An image that has been opened: its documents are read and verified, and its layers can be. Internal.
 */
public final class ImageContent implements Closeable {
    /** An index may name further indexes. */
    private static final int DEEPEST = 4;

    private final Blobs blobs;
    private final Texts texts;
    private final Manifest manifest;
    private final ImageConfig config;
    private final List<Layer> layers;

    /** The documents as they came. */
    record Texts(Descriptor named, byte[] manifest, byte[] config) {}

    private ImageContent(Blobs blobs, Texts texts, Manifest manifest, ImageConfig config, List<Layer> layers) {
        this.blobs = blobs;
        this.texts = texts;
        this.manifest = manifest;
        this.config = config;
        this.layers = List.copyOf(layers);
    }

    /**
     * Opens an image that has layers.
     *
     * @param image the image
     * @return its content, to be closed
     * @throws ImageException if it is not there, is not for this machine, or its documents are of no use
     * @throws IOException if it cannot be read
     */
    public static ImageContent open(Image image) throws IOException {
        try {
            return read(image);
        } catch (MissingCodecException e) {
            throw new ImageException(image.toString(), e.getMessage() + ".", MissingCodecException.FIX, e);
        } catch (WrongContentException | IllegalArgumentException e) {
            // Of the latter kind are digests and names that are none.
            throw new ImageException(image.toString(), e.getMessage() + ".", null, e);
        }
    }

    private static ImageContent read(Image image) throws IOException {
        Blobs blobs = Sources.open(image);
        try {
            return read(image, blobs);
        } catch (IOException | RuntimeException e) {
            blobs.close();
            throw e;
        }
    }

    private static ImageContent read(Image image, Blobs blobs) throws IOException {
        Descriptor named = blobs.named();
        for (int depth = 0; MediaType.INDEXES.contains(named.mediaType()); depth++) {
            if (depth == DEEPEST) {
                throw refused(image, "its indexes name each other more than " + DEEPEST + " deep.");
            }
            Index index = Documents.read(image, blobs, named, Index.class);
            named = PlatformChoice.among(image, index.manifests());
        }
        if (!MediaType.MANIFESTS.contains(named.mediaType())) {
            throw refused(image, named.digest() + " is of the type " + named.mediaType() + ", which is no image.");
        }
        byte[] manifestText = Documents.bytes(image, blobs, named);
        Manifest manifest = Documents.read(image, manifestText, named.digest(), Manifest.class);
        byte[] configText = Documents.bytes(image, blobs, manifest.config());
        ImageConfig config = Documents.read(image, configText, manifest.config().digest(), ImageConfig.class);
        requireThisMachine(image, config);
        Texts texts = new Texts(named, manifestText, configText);
        return new ImageContent(blobs, texts, manifest, config, layers(image, blobs, manifest, config));
    }

    private static List<Layer> layers(Image image, Blobs blobs, Manifest manifest, ImageConfig config) {
        List<String> diffIds = config.rootfs().ids();
        int count = manifest.layers().size();
        if (diffIds.size() != count) {
            throw refused(
                    image, "its manifest names " + count + " layers, and its configuration " + diffIds.size() + ".");
        }
        requireWithin(image, manifest);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String place = "layer " + (i + 1) + " of " + count;
            layers.add(new Layer(image, blobs, manifest.layers().get(i), Digest.parse(diffIds.get(i)), place));
        }
        return layers;
    }

    /** Before any of them is fetched: a layer is hardly larger than what it has in it. */
    private static void requireWithin(Image image, Manifest manifest) {
        long room = image.limits().bytes() + ImageLimits.FREE;
        for (Descriptor layer : manifest.layers()) {
            room -= Math.min(layer.size(), room + 1);
        }
        if (room < 0) {
            throw refused(
                    image, "its layers are larger than the " + image.limits().bytes() + " bytes that it may have.");
        }
    }

    /** An image that is alone under its name says in its configuration only what it is for. */
    private static void requireThisMachine(Image image, ImageConfig config) {
        if (config.os() == null || config.architecture() == null) {
            return;
        }
        Platform own = Platform.ofMachine().get(0);
        Platform platform = new Platform(config.os(), config.architecture(), config.variant());
        if (!platform.os().equals(own.os()) || !platform.architecture().equals(own.architecture())) {
            throw refused(image, "it is for " + platform + ", and this machine is " + own + ".");
        }
    }

    private static ImageException refused(Image image, String why) {
        return new ImageException(image.toString(), why, null, null);
    }

    /**
     * What it says about its containers.
     *
     * @return the defaults
     */
    public ImageDefaults defaults() {
        return ImageDefaults.of(config);
    }

    /**
     * Its layers.
     *
     * @return the lowest first
     */
    public List<Layer> layers() {
        return layers;
    }

    /** Where its layers come from as they are. */
    Blobs blobs() {
        return blobs;
    }

    Texts texts() {
        return texts;
    }

    Manifest manifest() {
        return manifest;
    }

    @Override
    public void close() throws IOException {
        blobs.close();
    }
}
