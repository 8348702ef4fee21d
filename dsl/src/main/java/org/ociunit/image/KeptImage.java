package org.ociunit.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * An image in a registry, of which the store has what was pulled before: what its tag stood for, and its documents. Layers
 * are kept by who unpacks them.
 */
final class KeptImage implements Blobs {
    private static final String NAMES = "names";
    private static final String DOCUMENTS = "documents";
    private static final String CONTENT = "content";
    private static final String TYPE = "type";

    /** What a small file takes on a disk. */
    private static final int BLOCK = 4096;

    private final ImageStore store;
    private final Reference reference;
    private final Pull pull;
    private final RemoteImage remote;

    /** A document, and its type. */
    private record Document(String type, byte[] bytes) {}

    /** A manifest that was not pulled, until a layer of it is. */
    private byte @Nullable [] manifest;

    KeptImage(ImageStore store, Reference reference, Registries settings) {
        this.store = store;
        this.reference = reference;
        this.pull = settings.pull();
        this.remote = new RemoteImage(reference, settings);
    }

    @Override
    public Descriptor named() throws IOException {
        Optional<Descriptor> kept = kept();
        if (kept.isPresent()) {
            return kept.get();
        }
        requirePull("it is not in the image store");
        Descriptor found = remote.named();
        if (reference.digest() == null) {
            store.forget(NAMES, key());
            store.use(NAMES, key(), folder -> write(folder, found.mediaType(), bytes(found.digest())))
                    .close();
        }
        return found;
    }

    /** A digest stands for the same for ever; what a tag stands for may be asked anew. */
    private Optional<Descriptor> kept() throws IOException {
        if (reference.digest() != null) {
            return described(reference.digest());
        }
        if (pull == Pull.ALWAYS) {
            return Optional.empty();
        }
        Optional<ImageStore.Entry> name = store.find(NAMES, key());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try (ImageStore.Entry entry = name.get()) {
            ImageStore.touch(List.of(entry.path()));
            return described(Digest.parse(Files.readString(entry.path().resolve(CONTENT))));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private Optional<Descriptor> described(Digest digest) throws IOException {
        return document(digest).map(kept -> Descriptor.of(kept.type(), digest, kept.bytes().length));
    }

    /** A document that is there. One that a power cut has spoilt is not. */
    private Optional<Document> document(Digest digest) throws IOException {
        Optional<ImageStore.Entry> found = store.find(DOCUMENTS, key(digest));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (ImageStore.Entry entry = found.get();
                InputStream bytes =
                        digest.verify(Files.newInputStream(entry.path().resolve(CONTENT)))) {
            ImageStore.touch(List.of(entry.path()));
            return Optional.of(new Document(Files.readString(entry.path().resolve(TYPE)), bytes.readAllBytes()));
        } catch (WrongContentException spoilt) {
            // Closed by now.
        }
        store.forget(DOCUMENTS, key(digest));
        return Optional.empty();
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        if (!Layer.isOne(blob.mediaType())) {
            return new ByteArrayInputStream(document(blob));
        }
        requirePull("its layer " + blob.digest() + " is not in the image store");
        begin();
        return remote.open(blob);
    }

    private byte[] document(Descriptor blob) throws IOException {
        Optional<Document> kept = document(blob.id());
        if (kept.isEmpty()) {
            byte[] fetched = fetch(blob);
            store.use(DOCUMENTS, key(blob.id()), folder -> write(folder, blob.mediaType(), fetched))
                    .close();
            return fetched;
        }
        if (MediaType.MANIFESTS.contains(blob.mediaType())) {
            setManifest(kept.get().bytes());
        }
        return kept.get().bytes();
    }

    private byte[] fetch(Descriptor blob) throws IOException {
        requirePull("its document " + blob.digest() + " is not in the image store");
        try (InputStream bytes = blob.id().verify(remote.open(blob), blob.size())) {
            return bytes.readAllBytes();
        }
    }

    private static long write(Path folder, String type, byte[] content) throws IOException {
        Files.writeString(folder.resolve(TYPE), type);
        Files.write(folder.resolve(CONTENT), content);
        return content.length + 2L * BLOCK;
    }

    private void requirePull(String why) {
        if (pull == Pull.NEVER) {
            throw new ImageException(
                    reference.toString(),
                    why + ", and is not to be pulled.",
                    "pull it once: Registries.standard().pull(Pull.MISSING), or -Dociunit.registries.pull=missing.",
                    null);
        }
    }

    private synchronized void setManifest(byte[] bytes) {
        manifest = bytes;
    }

    /** A listener hears of a pull only if there is one. */
    private synchronized void begin() {
        if (manifest != null) {
            remote.begin(manifest);
            manifest = null;
        }
    }

    private String key() {
        return key(Digest.of(bytes(reference.toString())));
    }

    private static String key(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        remote.close();
    }

    @Override
    public String toString() {
        return reference.toString();
    }
}
