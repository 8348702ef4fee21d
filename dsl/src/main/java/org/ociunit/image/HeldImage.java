package org.ociunit.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image that docker or podman holds. Which one a name stands for is asked each time; what it consists of is kept in the
 * store under its id, and so are its layers, so that it is only saved where something of it is not there.
 */
final class HeldImage implements Blobs {
    /** What such images consist of, in the store. */
    private static final String KIND = "held";

    private static final String MANIFEST = "manifest.json";
    private static final String CONFIG = "config.json";

    private final Image image;
    private final Engine engine;
    private final ImageStore store;
    private final Map<String, byte[]> documents = new HashMap<>();
    private String id = "";
    private @Nullable DockerArchive saved;

    HeldImage(Image image, Engine engine, ImageStore store) {
        this.image = image;
        this.engine = engine;
        this.store = store;
    }

    @Override
    public Descriptor named() throws IOException {
        id = engine.id(image);
        try (ImageStore.Entry entry = store.use(KIND, id, this::describe)) {
            ImageStore.touch(List.of(entry.path()));
            document(MediaType.DOCKER_CONFIG, Files.readAllBytes(entry.path().resolve(CONFIG)));
            return document(
                    MediaType.DOCKER_MANIFEST, Files.readAllBytes(entry.path().resolve(MANIFEST)));
        }
    }

    private Descriptor document(String mediaType, byte[] bytes) {
        Descriptor descriptor = Descriptor.of(mediaType, Digest.of(bytes), bytes.length);
        documents.put(descriptor.digest(), bytes);
        return descriptor;
    }

    /** Writes down what the image consists of; returns how many bytes that takes. */
    private long describe(Path folder) throws IOException {
        DockerArchive archive = saved();
        Descriptor named = archive.named();
        Manifest manifest = Documents.read(image, archive, named, Manifest.class);
        Files.write(folder.resolve(MANIFEST), bytes(archive, named));
        Files.write(folder.resolve(CONFIG), bytes(archive, manifest.config()));
        return named.size() + manifest.config().size();
    }

    private static byte[] bytes(Blobs blobs, Descriptor blob) throws IOException {
        try (InputStream bytes = blobs.open(blob)) {
            return bytes.readAllBytes();
        }
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        byte[] document = documents.get(blob.digest());
        return document == null ? saved().open(blob) : new ByteArrayInputStream(document);
    }

    /** Saves it, once: it may take long. */
    private synchronized DockerArchive saved() throws IOException {
        DockerArchive archive = saved;
        if (archive == null) {
            archive = DockerArchive.of(image, ArchiveFiles.of(image, engine.save(image, id)));
            saved = archive;
            archive.named(); // which learns the layers
        }
        return archive;
    }

    @Override
    public synchronized void close() throws IOException {
        if (saved != null) {
            saved.close();
        }
    }

    @Override
    public String toString() {
        return image.toString();
    }
}
