package org.ociunit.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.ociunit.json.Json;

/**
 * Writes the blobs of an image as a layout has them: layers compressed, and documents of OCI.
 *
 * @param content the image
 * @param folder the layout
 */
record LayoutBlobs(ImageContent content, Path folder) {
    private static final String FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign";

    /** Writes all blobs; returns what names the image. */
    Descriptor write() throws IOException {
        Manifest manifest = content.manifest();
        List<Descriptor> layers = new ArrayList<>();
        for (Layer layer : content.layers()) {
            try {
                layers.add(layer(manifest.layers().get(layers.size())));
            } catch (WrongContentException e) {
                throw layer.refused(e.getMessage() + ".", null, e);
            }
        }
        Descriptor config = as(MediaType.OCI_CONFIG, manifest.config());
        write(config.id(), content.texts().config());
        Descriptor named = content.texts().named();
        boolean isSame = named.mediaType().equals(MediaType.OCI_MANIFEST)
                && config.equals(manifest.config())
                && layers.equals(manifest.layers());
        byte[] text = isSame
                ? content.texts().manifest()
                : Json.toText(new Manifest(2, MediaType.OCI_MANIFEST, config, layers))
                        .getBytes(StandardCharsets.UTF_8);
        Digest digest = isSame ? named.id() : Digest.of(text);
        write(digest, text);
        return Descriptor.of(MediaType.OCI_MANIFEST, digest, text.length);
    }

    /** A layer as it came, if it is compressed; otherwise it becomes another blob. */
    private Descriptor layer(Descriptor layer) throws IOException {
        try (InputStream bytes = layer.id().verify(content.blobs().open(layer), layer.size());
                InputStream marked = new BufferedInputStream(bytes, 1 << 16)) {
            String type = isForeign(layer) ? FOREIGN : MediaType.OCI_LAYER;
            switch (Compression.of(marked)) {
                case GZIP -> {
                    copy(marked, place(layer.id()));
                    return as(type + "+gzip", layer);
                }
                case ZSTD -> {
                    copy(marked, place(layer.id()));
                    return as(type + "+zstd", layer);
                }
                default -> {
                    return compress(marked, layer, type + "+gzip");
                }
            }
        }
    }

    private static boolean isForeign(Descriptor layer) {
        return layer.mediaType().startsWith(FOREIGN) || layer.mediaType().startsWith(DOCKER_FOREIGN);
    }

    private static void copy(InputStream bytes, Path place) throws IOException {
        try (OutputStream to = Files.newOutputStream(place)) {
            bytes.transferTo(to);
        }
    }

    private Descriptor compress(InputStream archive, Descriptor layer, String type) throws IOException {
        Path unnamed = folder.resolve("layer");
        MessageDigest hash = Digest.hash(Digest.SHA256);
        try (OutputStream to = new GZIPOutputStream(
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(unnamed), 1 << 16), hash),
                1 << 16)) {
            archive.transferTo(to);
        }
        Digest digest = new Digest(Digest.SHA256, HexFormat.of().formatHex(hash.digest()));
        Descriptor compressed = as(type, layer, digest, Files.size(unnamed));
        Files.move(unnamed, place(digest));
        return compressed;
    }

    private static Descriptor as(String type, Descriptor blob) {
        return as(type, blob, blob.id(), blob.size());
    }

    private static Descriptor as(String type, Descriptor blob, Digest digest, long size) {
        return new Descriptor(type, digest.toString(), size, blob.platform(), blob.annotations(), blob.unknown());
    }

    private void write(Digest digest, byte[] text) throws IOException {
        Files.write(place(digest), text);
    }

    private Path place(Digest digest) throws IOException {
        Path place = folder.resolve(LayoutIndex.place(digest));
        Files.createDirectories(place.getParent());
        return place;
    }
}
