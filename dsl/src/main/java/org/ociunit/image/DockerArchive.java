package org.ociunit.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;
import org.ociunit.json.Json;
import org.ociunit.json.Name;

/**
 * What {@code docker save} writes: a tar archive with a list of images. It has no manifest as such; one is made here, in
 * which layers go by what is in them. The archives of newer versions are layouts, too, and have the same list.
 */
final class DockerArchive implements Blobs {
    private static final String LIST = "manifest.json";

    /**
     * An image of the list.
     *
     * @param config the file with the configuration
     * @param repoTags the image's names
     * @param layers the files with the layers, the lowest first
     */
    record Listed(
            @Name("Config") String config,
            @Name("RepoTags") @Nullable List<String> repoTags,
            @Name("Layers") @Nullable List<String> layers) {
        List<String> names() {
            return repoTags == null ? List.of() : repoTags;
        }

        List<String> files() {
            return layers == null ? List.of() : layers;
        }
    }

    private final Image image;
    private final ArchiveFiles files;

    /** Which of several it is; null if it is the only one. */
    private final @Nullable String name;

    /** What is made here, by digest. */
    private final Map<String, byte[]> documents = new HashMap<>();

    /** Which file a layer is, by digest. */
    private final Map<String, String> layers = new HashMap<>();

    private DockerArchive(Image image, ArchiveFiles files, @Nullable String name) {
        this.image = image;
        this.files = files;
        this.name = name;
    }

    static DockerArchive open(Image image) throws IOException {
        return new DockerArchive(image, ArchiveFiles.open(image), image.name());
    }

    /** An archive that has been made of this image alone. */
    static DockerArchive of(Image image, ArchiveFiles files) {
        return new DockerArchive(image, files, null);
    }

    @Override
    public Descriptor named() throws IOException {
        Listed listed = choose(list());
        byte[] configText = files.readAll(listed.config());
        ImageConfig config = Documents.read(image, configText, listed.config(), ImageConfig.class);
        if (config.rootfs().ids().size() != listed.files().size()) {
            throw refused("it has " + listed.files().size() + " layers, and its configuration names "
                    + config.rootfs().ids().size() + ".");
        }
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < listed.files().size(); i++) {
            descriptors.add(layer(
                    Digest.parse(config.rootfs().ids().get(i)), listed.files().get(i)));
        }
        Manifest manifest =
                new Manifest(2, MediaType.DOCKER_MANIFEST, document(MediaType.DOCKER_CONFIG, configText), descriptors);
        return document(MediaType.DOCKER_MANIFEST, Json.toText(manifest).getBytes(StandardCharsets.UTF_8));
    }

    private List<Listed> list() throws IOException {
        if (!files.has(LIST)) {
            throw new ImageException(
                    image.toString(),
                    "it has no " + LIST + ".",
                    files.has(LayoutIndex.NAME)
                            ? "name it as an OCI layout."
                            : "name an archive that docker save has written.",
                    null);
        }
        String text = new String(files.readAll(LIST), StandardCharsets.UTF_8);
        return Json.readList(text, LIST, Listed.class);
    }

    private Listed choose(List<Listed> listed) {
        List<Listed> found = listed.stream()
                .filter(one -> name == null || one.names().contains(name))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new ImageException(
                image.toString(),
                found.isEmpty()
                        ? name == null ? "it holds no image." : "it has no image \"" + name + "\"."
                        : "it holds " + found.size() + " images.",
                listed.isEmpty() ? null : "name one that it has: " + names(listed) + ".",
                null);
    }

    private static String names(List<Listed> listed) {
        return listed.stream()
                .flatMap(one -> one.names().isEmpty() ? Stream.of(one.config()) : one.names().stream())
                .collect(Collectors.joining(", "));
    }

    private Descriptor document(String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        documents.put(digest.toString(), bytes);
        return Descriptor.of(mediaType, digest, bytes.length);
    }

    /** The size is that of the uncompressed layer, which has to be counted if the archive has it compressed. */
    private Descriptor layer(Digest diffId, String file) throws IOException {
        layers.put(diffId.toString(), file);
        try (InputStream archive = uncompressed(file)) {
            long size = archive instanceof LimitedInputStream
                    ? archive.transferTo(OutputStream.nullOutputStream())
                    : files.size(file);
            return Descriptor.of(MediaType.DOCKER_LAYER, diffId, size);
        }
    }

    private InputStream uncompressed(String file) throws IOException {
        CountedInputStream bytes = new CountedInputStream(
                files.read(file).orElseThrow(() -> refused("it has no layer \"" + file + "\".")));
        InputStream marked = ArchiveFiles.buffered(bytes);
        Compression compression = Compression.of(marked);
        return compression == Compression.NONE
                ? marked
                : new LimitedInputStream(compression.open(marked), bytes, image.limits());
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        byte[] document = documents.get(blob.digest());
        if (document != null) {
            return new ByteArrayInputStream(document);
        }
        String file = layers.get(blob.digest());
        if (file == null) {
            throw refused("it has no blob " + blob.digest() + ".");
        }
        return uncompressed(file);
    }

    private ImageException refused(String why) {
        return new ImageException(image.toString(), why, null, null);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String toString() {
        return image.toString();
    }
}
