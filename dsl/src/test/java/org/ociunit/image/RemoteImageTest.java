package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.image.FakeRegistry.failing;
import static org.ociunit.image.FakeRegistry.sendingOn;
import static org.ociunit.image.FakeRegistry.text;
import static org.ociunit.image.RemoteFixture.plain;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;
import static org.ociunit.image.RemoteFixture.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ImageException;

class RemoteImageTest {
    private FakeRegistry registry;
    private FakeRegistry other;

    @BeforeEach
    void start() throws IOException {
        registry = FakeRegistry.start();
        other = FakeRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
        other.close();
    }

    private RemoteImage image(String name) {
        return new RemoteImage(registry.reference(name), plain(registry));
    }

    @Test
    void a_tag_stands_for_a_manifest_whose_layers_can_be_read() throws IOException {
        Descriptor layer = registry.blob("a layer".getBytes(UTF_8));
        Descriptor manifest = registry.image("1", layer);

        RemoteImage image = image("1");
        assertThat(image.named()).isEqualTo(manifest);
        assertThat(image).hasToString(registry.host() + "/app:1");
        assertThat(pull(image, manifest)).asString(UTF_8).contains(layer.digest());
        assertThat(pull(image, layer)).asString(UTF_8).isEqualTo("a layer");
        assertThat(registry.requests())
                .extracting(Object::toString)
                .containsExactly(
                        "HEAD /v2/app/manifests/1",
                        "GET /v2/app/manifests/" + manifest.digest(),
                        "GET /v2/app/blobs/" + layer.digest());
        assertThat(registry.requests().get(0).header("Accept").split(", "))
                .containsExactlyInAnyOrder(
                        "application/vnd.oci.image.index.v1+json",
                        "application/vnd.oci.image.manifest.v1+json",
                        "application/vnd.docker.distribution.manifest.list.v2+json",
                        "application/vnd.docker.distribution.manifest.v2+json");
        assertThat(registry.requests()).noneMatch(request -> request.header("Authorization") != null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.index.v1+json",
                "application/vnd.oci.image.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.list.v2+json",
                "application/vnd.docker.distribution.manifest.v2+json"
            })
    void manifests_and_indexes_of_both_kinds_are_handed_over_as_they_are(String type) throws IOException {
        byte[] document = "{ \"schemaVersion\" : 2 }\n".getBytes(UTF_8);
        Descriptor manifest = registry.manifest("1", type, document);

        assertThat(image("1").named()).isEqualTo(manifest);
        assertThat(image(manifest.digest()).named()).isEqualTo(manifest);
        assertThat(pull(image(manifest.digest()), manifest)).isEqualTo(document);
    }

    @Test
    void a_registry_that_does_not_tell_digests_or_knows_no_head_is_asked_for_the_document() throws IOException {
        Descriptor manifest = registry.withoutDigests().image("1");
        assertThat(image("1").named()).isEqualTo(manifest);

        registry.when("manifests", (exchange, request) -> {
            if (request.method().equals("HEAD")) {
                text(exchange, 405, "");
            }
            return request.method().equals("HEAD");
        });
        assertThat(image("1").named()).isEqualTo(manifest);
    }

    @Test
    void where_the_answer_does_not_tell_what_it_is_the_document_does() {
        registry.manifest("index", "application/json", "{\"manifests\": []}".getBytes(UTF_8));
        registry.manifest("manifest", null, "{\"config\": {}}".getBytes(UTF_8));
        registry.manifest(
                "docker",
                "text/plain; charset=utf-8",
                "{\"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\"}".getBytes(UTF_8));

        assertThat(image("index").named().mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(image("manifest").named().mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(image("docker").named().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
    }

    @Test
    void a_manifest_that_is_not_there_is_named() {
        assertThat(refusal(() -> image("2").named())).hasMessage("""
                Could not use image %1$s/app:2.
                Why: %1$s has no manifest for the tag 2 of app (404, MANIFEST_UNKNOWN: unknown to registry).
                Fix: check the name and the tag; http://%1$s/v2/app/tags/list lists the tags.""".formatted(registry.host()));
    }

    @Test
    void a_blob_that_is_not_there_is_named() {
        Descriptor lost = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[1]), 1);
        assertThat(refusal(() -> image("1").open(lost))).hasMessage("""
                Could not use image %1$s/app:1.
                Why: %1$s has the image, and not its blob %2$s (404, BLOB_UNKNOWN: unknown to registry).
                Fix: push the image again: the registry's storage is not complete.""".formatted(registry.host(), lost.digest()));
    }

    @Test
    void a_manifest_of_another_digest_is_refused() {
        Digest asked = Digest.of("asked".getBytes(UTF_8));
        byte[] document = "{\"config\": {}}".getBytes(UTF_8);
        registry.manifest(asked.toString(), MediaType.OCI_MANIFEST, document);
        String message = """
                Could not use image %1$s/app@%2$s.
                Why: %1$s answered with a manifest of another digest: asked was %2$s, and it is %3$s.
                Fix: do not use what this registry has under that name; pull from another one, or push it again.""".formatted(registry.host(), asked, Digest.of(document));

        assertThat(refusal(() -> image(asked.toString()).named())).hasMessage(message);
        registry.withoutDigests();
        assertThat(refusal(() -> image(asked.toString()).named())).hasMessage(message);
    }

    @Test
    void a_blob_of_another_digest_or_size_does_not_come_to_its_end() {
        byte[] bytes = "content".getBytes(UTF_8);
        Descriptor blob = registry.blob(bytes);
        for (String content : List.of("CONTENT", "content and more", "cont", "")) {
            FakeRegistry wrong = registry.times(1, "blobs", (exchange, request) -> {
                text(exchange, 200, content);
                return true;
            });
            assertThatThrownBy(() -> pull(image("1"), blob)).isInstanceOf(WrongContentException.class);
            assertThat(wrong.requests("blobs")).isNotEmpty();
        }
    }

    @Test
    void schema_1_is_refused_with_what_helps() {
        String type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
        registry.manifest("1", type, "{\"schemaVersion\": 1}".getBytes(UTF_8));
        assertThat(refusal(() -> image("1").named())).hasMessage("""
                Could not use image %1$s/app:1.
                Why: %1$s has it in docker's schema 1 only (%2$s), which is not read.
                Fix: push it again with a tool of today, such as skopeo copy.""".formatted(registry.host(), type));
    }

    @Test
    void what_is_no_registry_is_said() {
        registry.manifest("1", "text/html", "<html>".getBytes(UTF_8));
        assertThat(refusal(() -> image("1").named())).hasMessage("""
                Could not use image %1$s/app:1.
                Why: http://%1$s/v2/app/manifests/1 answered with what is of no use: its type is text/html.
                Fix: check that a registry listens there.""".formatted(registry.host()));

        registry.when("/2$", failing(418, "TEAPOT", "short\\nand \\u001b[31mstout"));
        assertThat(refusal(() -> image("2").named())).hasMessage("""
                Could not use image %1$s/app:2.
                Why: http://%1$s/v2/app/manifests/2 answered 418, TEAPOT: short and [31mstout.""".formatted(registry.host()));
    }

    @Test
    void a_blob_elsewhere_is_followed_without_the_credentials() throws IOException {
        byte[] bytes = "elsewhere".getBytes(UTF_8);
        Descriptor blob = other.blob(bytes);
        registry.when("blobs", (exchange, request) -> {
            if (request.header("Authorization") == null) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                text(exchange, 401, "");
                return true;
            }
            return sendingOn(307, "/v2/app/moved?" + blob.digest()).answer(exchange, request);
        });
        registry.when("moved", sendingOn(302, "http://" + other.host() + "/v2/app/blobs/" + blob.digest()));
        Registries settings = plain(registry).plainHttp(other.host()).login(registry.host(), "alice", "secret");

        assertThat(pull(new RemoteImage(registry.reference("1"), settings), blob))
                .isEqualTo(bytes);
        assertThat(registry.requests("moved"))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isEqualTo("Basic YWxpY2U6c2VjcmV0"));
        assertThat(other.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isNull());
    }

    @Test
    void another_host_that_was_sent_on_to_gets_no_credentials_when_it_asks_for_them() {
        Descriptor blob = registry.blob(new byte[3]);
        registry.when("blobs", sendingOn(307, "http://" + other.host() + "/x?signature=secret"));
        other.when("", (exchange, request) -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
            text(exchange, 401, "");
            return true;
        });
        Registries settings = plain(registry).login(registry.host(), "alice", "secret");

        assertThat(refusal(() -> new RemoteImage(registry.reference("1"), settings).open(blob)))
                .hasMessage("""
                        Could not use image %s/app:1.
                        Why: http://%s/x answered 401.""".formatted(registry.host(), other.host()));
        assertThat(other.requests()).noneMatch(request -> request.header("Authorization") != null);
    }

    @Test
    void redirects_have_an_end_and_a_sense() {
        registry.when("loop", sendingOn(302, "/v2/app/manifests/loop"))
                .when("file", sendingOn(302, "file:///etc/passwd"))
                .when("nonsense", sendingOn(302, "http://:-1:/ {"));

        assertThat(refusal(() -> image("loop").named())).hasMessage("""
                Could not use image %1$s/app:loop.
                Why: http://%1$s/v2/app/manifests/loop sends on from one address to the next, more than 5 times.""".formatted(registry.host()));
        assertThat(refusal(() -> image("file").named()))
                .hasMessageEndingWith("answered with a redirect to what is not http.");
        assertThat(refusal(() -> image("nonsense").named()))
                .hasMessageEndingWith("answered with a redirect to what is no address.");
    }

    @Test
    void a_mirror_is_asked_first_and_the_registry_where_the_mirror_does_not_have_it() throws IOException {
        Descriptor layer = registry.blob("layer".getBytes(UTF_8));
        Descriptor manifest = registry.image("1", layer);
        other.image("1", layer);
        registry.image("2", layer);
        Registries settings = plain(registry).plainHttp(other.host()).mirror(registry.host(), other.host());

        try (RemoteImage mirrored = new RemoteImage(registry.reference("1"), settings)) {
            assertThat(mirrored.named()).isEqualTo(manifest);
            assertThat(registry.requests()).isEmpty();
            assertThat(pull(mirrored, layer)).asString(UTF_8).isEqualTo("layer");
            assertThat(registry.requests()).hasSize(1);
        }
        try (RemoteImage absent = new RemoteImage(registry.reference("2"), settings)) {
            assertThat(absent.named()).isEqualTo(manifest);
        }
    }

    @Test
    void if_no_mirror_has_it_the_registrys_reason_counts() throws IOException {
        Registries settings = plain(registry)
                .mirror(registry.host(), unused())
                .plainHttp(other.host())
                .mirror(registry.host(), other.host());
        ImageException refusal = refusal(() -> new RemoteImage(registry.reference("1"), settings).named());
        assertThat(refusal).hasMessageContaining("Why: " + registry.host() + " has no manifest for the tag 1 of app");
        assertThat(refusal.getSuppressed())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        first -> assertThat(first).contains("the connection was refused"),
                        second -> assertThat(second).contains(other.host() + " has no manifest"));
    }

    /** A port that nobody listens at. */
    private static String unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void nobody_there_is_said_at_once() throws IOException {
        String nobody = unused();
        Registries settings = settings().firstPause(Duration.ofHours(1));
        assertThat(refusal(() -> new RemoteImage(Reference.parse(nobody + "/app:1"), settings).named()))
                .hasMessage("""
                        Could not use image %1$s/app:1.
                        Why: nothing listens at %1$s: the connection was refused.
                        Fix: start the registry, or check its host and port in the reference.""".formatted(nobody));
    }

    @Test
    void a_name_that_nobody_knows_is_said_at_once() {
        Registries settings = settings().firstPause(Duration.ofHours(1));
        assertThat(refusal(() -> new RemoteImage(Reference.parse("registry.invalid/app:1"), settings).named()))
                .hasMessage("""
                        Could not use image registry.invalid/app:1.
                        Why: registry.invalid has no address: its name is not known here.
                        Fix: check the name of the registry, and this machine's resolver and proxy (-Dhttps.proxyHost).""");
    }

    /** The JDK's client does not always see that what came is no TLS, and waits for what would be. */
    @Test
    void plain_http_is_not_tried_unless_it_is_named() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerPlainly(server));
            String host = "127.0.0.1:" + server.getLocalPort();
            Registries settings = settings().patience(Duration.ofSeconds(5));
            assertThat(refusal(() -> new RemoteImage(Reference.parse(host + "/app:1"), settings).named())
                            .getMessage())
                    .isIn("""
                            Could not use image %1$s/app:1.
                            Why: %1$s was asked by https, and answered without TLS, as by plain http.
                            Fix: if this registry is one of plain http: Registries.standard().plainHttp("%1$s"), or \
                            -Dociunit.registries.plainHttp=%1$s.""".formatted(host), silent(host));
            answered.get(10, TimeUnit.SECONDS);
        }
    }

    private static String silent(String host) {
        return """
                Could not use image %1$s/app:1.
                Why: no connection with %1$s came about in time.
                Fix: check the registry's host and port, and what is between it and this machine; \
                some that speak plain http are silent when they are asked by https: \
                plainHttp("%1$s").""".formatted(host);
    }

    private static void answerPlainly(ServerSocket server) {
        try (Socket socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isEqualTo(0x16);
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            socket.getInputStream().read(new byte[1 << 16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_peer_that_takes_a_connection_and_is_silent_is_given_up_once() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String host = "127.0.0.1:" + silent.getLocalPort();
            Registries settings = settings().patience(Duration.ofMillis(300));
            assertThat(refusal(() -> new RemoteImage(Reference.parse(host + "/app:1"), settings).named()))
                    .hasMessage(silent(host));
        }
    }

    @Test
    void a_listener_is_told_of_layers_and_bytes_and_not_of_documents() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        Progress listener = new Progress() {
            @Override
            public void began(String image, int layers, long bytes) {
                told.add("began " + layers + " " + bytes);
            }

            @Override
            public void received(String image, String digest, long arrived, long bytes) {
                if (arrived == bytes) {
                    told.add("received " + bytes);
                }
            }

            @Override
            public void ended(String image) {
                told.add("ended " + image);
            }
        };
        Descriptor first = registry.blob(new byte[100_000]);
        Descriptor second = registry.blob(new byte[200_000]);
        Descriptor manifest = registry.image("1", first, second);

        try (RemoteImage image =
                new RemoteImage(registry.reference("1"), plain(registry).progress(listener))) {
            pull(image, image.named());
            pull(image, first);
            pull(image, second);
        }
        assertThat(manifest.size()).isPositive();
        assertThat(told)
                .containsExactly(
                        "began 2 300000", "received 100000", "received 200000", "ended " + registry.reference("1"));
    }

    @Test
    void properties_name_registries_where_no_code_can() throws IOException {
        Descriptor manifest = other.image("1");
        System.setProperty("ociunit.registries.plainHttp", "a:1, " + other.host());
        System.setProperty("ociunit.registries.mirrors", "registry.invalid=" + other.host());
        try {
            Reference reference = Reference.parse("registry.invalid/app:1");
            assertThat(new RemoteImage(reference, settings()).named()).isEqualTo(manifest);

            System.setProperty("ociunit.registries.mirrors", "registry.invalid");
            assertThatThrownBy(Registries::standard)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                    Could not read system property ociunit.registries.mirrors.
                    Why: "registry.invalid" is not REGISTRY=MIRROR.
                    Fix: write it such as docker.io=localhost:5000.""");
        } finally {
            System.clearProperty("ociunit.registries.plainHttp");
            System.clearProperty("ociunit.registries.mirrors");
        }
    }

    @Test
    void a_thread_that_is_interrupted_stops_waiting() {
        registry.when("", failing(503, "BUSY", "later"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> image("1").named())
                .isInstanceOf(ContainerException.class)
                .hasMessage("Could not wait for a registry.\nWhy: the thread was interrupted.");
        assertThat(Thread.interrupted()).isTrue();
    }
}
