package org.ociunit.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ImageException;
import org.ociunit.json.Json;

/** An image in a registry, or in one of its mirrors. */
final class RemoteImage implements Blobs {
    private static final int LONGEST_DOCUMENT = 4 << 20;

    private final Reference reference;
    private final Progress progress;
    private final List<RemoteRepository> repositories;
    private final Set<String> layers = ConcurrentHashMap.newKeySet();
    private volatile boolean began;

    /** What of a manifest is told to a listener. */
    private record Layers(@Nullable List<Descriptor> layers) {}

    RemoteImage(Reference reference, Registries settings) {
        this.reference = reference;
        this.progress = settings.progress();
        Wire wire = new Wire(reference.toString(), settings);
        this.repositories = Stream.concat(
                        settings.mirrors(reference.registry()).stream(), Stream.of(reference.registry()))
                .map(registry -> new RemoteRepository(registry, reference.repository(), settings, wire))
                .toList();
    }

    @Override
    public Descriptor named() {
        return fromFirst(repository -> repository.describe(reference));
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        InputStream bytes = new MirroredBlob(
                repositories,
                (repository, position) -> repository.open(blob, position, arrived -> arrived(blob, arrived)));
        if (!MediaType.MANIFESTS.contains(blob.mediaType())) {
            return bytes;
        }
        byte[] manifest;
        try (bytes) {
            manifest = bytes.readNBytes((int) Math.min(blob.size() + 1, LONGEST_DOCUMENT));
        }
        begin(manifest);
        return new ByteArrayInputStream(manifest);
    }

    private void arrived(Descriptor blob, long bytes) {
        if (layers.contains(blob.digest())) {
            progress.received(toString(), blob.digest(), bytes, blob.size());
        }
    }

    /** Tells how much there is. What is no manifest, its reader refuses. */
    void begin(byte[] manifest) {
        List<Descriptor> found;
        try {
            Layers read = Json.read(new String(manifest, StandardCharsets.UTF_8), "a manifest", Layers.class);
            found = read.layers == null ? List.of() : read.layers;
        } catch (ContainerException e) {
            return;
        }
        found.forEach(layer -> layers.add(layer.digest()));
        began = true;
        progress.began(
                toString(),
                found.size(),
                found.stream().mapToLong(Descriptor::size).sum());
    }

    /** The first repository that has it: the mirrors come first. If none has it, the registry's own reason counts. */
    private <T> T fromFirst(Function<RemoteRepository, T> question) {
        List<ImageException> failures = new ArrayList<>();
        for (RemoteRepository repository : repositories) {
            try {
                return question.apply(repository);
            } catch (ImageException e) {
                failures.add(e);
            }
        }
        throw lastOf(failures);
    }

    static ImageException lastOf(List<ImageException> failures) {
        ImageException last = failures.remove(failures.size() - 1);
        failures.forEach(last::addSuppressed);
        return last;
    }

    @Override
    public void close() {
        if (began) {
            began = false;
            progress.ended(toString());
        }
    }

    @Override
    public String toString() {
        return reference.toString();
    }
}
