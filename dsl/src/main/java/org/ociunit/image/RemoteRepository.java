package org.ociunit.image;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.json.Json;

/**
 * A repository of one registry.
 *
 * <p>distribution-spec, Pulling manifests and blobs.
 */
final class RemoteRepository {
    private static final int LONGEST_DOCUMENT = 4 << 20;

    private static final String ACCEPT = String.join(
            ", ", MediaType.OCI_INDEX, MediaType.OCI_MANIFEST, MediaType.DOCKER_LIST, MediaType.DOCKER_MANIFEST);

    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";

    private final RegistryName registry;
    private final String repository;
    private final Registries settings;
    private final Wire wire;
    private final Access access;

    /** A manifest's members that tell what it is, where the answer does not. */
    private record Kind(
            @Nullable String mediaType,
            @Nullable Object manifests,
            @Nullable Object config) {
        String type() {
            String guess = manifests != null ? MediaType.OCI_INDEX : config != null ? MediaType.OCI_MANIFEST : "";
            return mediaType == null ? guess : mediaType;
        }
    }

    RemoteRepository(RegistryName registry, String repository, Registries settings, Wire wire) {
        this.registry = registry;
        this.repository = repository;
        this.settings = settings;
        this.wire = wire;
        TokenServer tokens = new TokenServer(registry, settings.isPlain(registry), settings, wire);
        this.access = new Access(registry, repository, settings, tokens);
    }

    /** Asks what a tag or a digest stands for. */
    Descriptor describe(Reference reference) {
        URI address = address("manifests", reference.name());
        // Many registries count a GET, and not a HEAD.
        Answer head = ask("HEAD", address, Map.of("Accept", ACCEPT));
        head.close();
        if (head.status() == Answer.OK) {
            Descriptor described = described(head);
            if (described != null) {
                return matching(reference, described, address);
            }
        }
        return fetch(reference, address);
    }

    /** Null if the headers do not say it all. */
    private static @Nullable Descriptor described(Answer head) {
        String type = head.contentType();
        Optional<String> digest = head.header("Docker-Content-Digest");
        long size = head.headers().firstValueAsLong("Content-Length").orElse(0);
        if (digest.isEmpty() || size == 0 || !isManifest(type)) {
            return null;
        }
        try {
            return Descriptor.of(type, Digest.parse(digest.get()), size);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isManifest(String type) {
        return MediaType.INDEXES.contains(type) || MediaType.MANIFESTS.contains(type);
    }

    private Descriptor fetch(Reference reference, URI address) {
        Answer answer = ask("GET", address, Map.of("Accept", ACCEPT));
        if (answer.status() != Answer.OK) {
            throw refused(answer, reference, null);
        }
        byte[] document;
        try {
            document = answer.bytes(LONGEST_DOCUMENT);
        } catch (IOException e) {
            throw wire.refusals().broken(address, 1, e);
        }
        return matching(
                reference,
                Descriptor.of(type(answer, document), digest(reference, document), document.length),
                address);
    }

    private static Digest digest(Reference reference, byte[] document) {
        String algorithm =
                reference.digest() == null ? Digest.SHA256 : reference.digest().algorithm();
        return new Digest(
                algorithm, HexFormat.of().formatHex(Digest.hash(algorithm).digest(document)));
    }

    private String type(Answer answer, byte[] document) {
        String type = answer.contentType();
        if (isManifest(type)) {
            return type;
        }
        if (type.startsWith(SCHEMA_1)) {
            throw wire.refusals().tooOld(answer.address(), type);
        }
        try {
            String text = new String(document, StandardCharsets.UTF_8);
            String found = Json.read(text, "a manifest", Kind.class).type();
            if (isManifest(found)) {
                return found;
            }
            type = found.isEmpty() ? type : found;
        } catch (ContainerException e) {
            // It is no manifest, whatever else it is.
        }
        throw wire.refusals()
                .nonsense(answer.address(), type.isEmpty() ? "it has no type" : "its type is " + type, null);
    }

    private Descriptor matching(Reference reference, Descriptor found, URI address) {
        Digest expected = reference.digest();
        if (expected != null && !expected.equals(found.id())) {
            throw wire.refusals().wrongDigest(address, expected, found.digest());
        }
        return found;
    }

    /** Opens a document or a layer from one of its bytes on; what breaks off goes on where it was. */
    RemoteBlob open(Descriptor blob, long from, RemoteBlob.Listener listener) throws IOException {
        boolean manifest = isManifest(blob.mediaType());
        URI address = address(manifest ? "manifests" : "blobs", blob.digest());
        return new RemoteBlob(
                blob,
                from,
                address,
                wire,
                settings.backoff(),
                position -> open(blob, address, manifest ? ACCEPT : "*/*", position),
                listener);
    }

    private Answer open(Descriptor blob, URI address, String accept, long position) {
        Answer answer = ask(
                "GET",
                address,
                position == 0
                        ? Map.of("Accept", accept)
                        : Map.of("Accept", accept, "Range", "bytes=" + position + "-"));
        if (answer.status() == Answer.OK
                || (position > 0
                        && List.of(Answer.PARTIAL, Answer.RANGE_NOT_SATISFIABLE).contains(answer.status()))) {
            return answer;
        }
        throw refused(answer, null, blob);
    }

    private ContainerException refused(Answer answer, @Nullable Reference reference, @Nullable Descriptor blob) {
        URI at = answer.address();
        int status = answer.status();
        String summary = answer.summary();
        if ((status == Answer.UNAUTHORIZED || status == Answer.FORBIDDEN)
                && Addresses.host(at).equals(registry.address())) {
            return wire.refusals().unauthorized(registry, registry.text(), access.credentials(), summary);
        }
        if (status == Answer.NOT_FOUND && reference != null) {
            return wire.refusals().unknown(reference, at, summary);
        }
        if (status == Answer.NOT_FOUND && blob != null) {
            return wire.refusals().missing(at, blob, summary);
        }
        return wire.refusals().unexpected(at, status, summary);
    }

    private URI address(String kind, String name) {
        String scheme = settings.isPlain(registry) ? "http" : "https";
        return URI.create(scheme + "://" + registry.address() + "/v2/" + repository + "/" + kind + "/" + name);
    }

    private Answer ask(String method, URI address, Map<String, String> headers) {
        return wire.persist(address, () -> {
            String used = access.header();
            Answer answer = wire.ask(method, address, headers, used);
            // Another host that was sent on to has no right to ask for credentials.
            if (answer.status() != Answer.UNAUTHORIZED
                    || !Addresses.areOfOneHost(answer.address(), address)
                    || !access.answer(answer.challenges(), used)) {
                return answer;
            }
            answer.close();
            return wire.ask(method, address, headers, access.header());
        });
    }
}
