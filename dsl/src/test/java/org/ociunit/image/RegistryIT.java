package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;
import static org.ociunit.image.RemoteFixture.settings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ociunit.dsl.testkit.Certificate;
import org.ociunit.dsl.testkit.DockerRegistry;
import org.ociunit.json.Json;
import org.ociunit.runtime.testkit.NeedsDockerRegistry;

@NeedsDockerRegistry
class RegistryIT {
    /** Enough for many packets. */
    private static final byte[] CONTENT = new byte[3 << 20];

    /** What the tests look at of a manifest. */
    private record Content(Descriptor config, List<Descriptor> layers) {}

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    /** An image of two layers, made with umoci. */
    @BeforeAll
    static void make() throws Exception {
        new Random(7).nextBytes(CONTENT);
        Path file = Files.write(shared.resolve("content"), CONTENT);
        String layout = shared.resolve("layout").toString();
        run("umoci", "init", "--layout", layout);
        run("umoci", "new", "--image", layout + ":1");
        run("umoci", "insert", "--rootless", "--image", layout + ":1", file.toString(), "/content");
        run("umoci", "insert", "--rootless", "--image", layout + ":1", file.toString(), "/again");
        run("umoci", "config", "--image", layout + ":1", "--config.cmd", "/content");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", shared.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue())
                .as(Arrays.toString(command) + ": " + output)
                .isZero();
        return output;
    }

    private static void push(DockerRegistry registry, String tag, String... options) throws Exception {
        registry.push("oci:" + shared.resolve("layout") + ":1", "team/app:" + tag, options);
    }

    private static RemoteImage image(DockerRegistry registry, String name, Registries settings) {
        return new RemoteImage(
                Reference.parse(registry.host() + "/team/app" + (name.contains(":") ? "@" : ":") + name), settings);
    }

    private static Registries plain(DockerRegistry registry) {
        return settings().plainHttp(registry.host());
    }

    /** All of it is there, and is what its digest says. */
    private static Content requireWhole(RemoteImage image, Descriptor manifest) throws IOException {
        Content content = Json.read(new String(pull(image, manifest), UTF_8), "a manifest", Content.class);
        assertThat(content.layers).hasSize(2);
        assertThat(pull(image, content.config)).asString(UTF_8).contains("\"/content\"");
        for (Descriptor layer : content.layers) {
            assertThat((long) pull(image, layer).length).isEqualTo(layer.size());
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci", "v2s2"})
    void an_image_of_either_kind_is_pulled_by_tag_and_by_digest(String format) throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            push(registry, "1", "--format", format);
            RemoteImage byTag = image(registry, "1", plain(registry));
            Descriptor manifest = byTag.named();

            assertThat(manifest.mediaType())
                    .isEqualTo(format.equals("oci") ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST);
            requireWhole(byTag, manifest);
            RemoteImage byDigest = image(registry, manifest.digest(), plain(registry));
            assertThat(byDigest.named()).isEqualTo(manifest);
            requireWhole(byDigest, manifest);
            assertThat(run(
                                    "skopeo",
                                    "inspect",
                                    "--tls-verify=false",
                                    "--format",
                                    "{{.Digest}}",
                                    "docker://" + registry.host() + "/team/app:1")
                            .strip())
                    .isEqualTo(manifest.digest());
        }
    }

    @Test
    void an_image_of_a_registry_has_the_layers_that_its_layout_has() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            push(registry, "1", "--format", "oci");
            System.setProperty("ociunit.cache", folder.resolve("cache").toString());
            Image remote = Image.of(registry.host() + "/team/app:1", plain(registry));
            Image local = Image.ofLayout(shared.resolve("layout"), "1");
            try (ImageContent pulled = ImageContent.open(remote);
                    ImageContent laidOut = ImageContent.open(local)) {
                assertThat(pulled.layers()).hasSize(2).hasSameSizeAs(laidOut.layers());
                assertThat(pulled.defaults()).isEqualTo(laidOut.defaults());
                for (int i = 0; i < 2; i++) {
                    assertThat(archive(pulled.layers().get(i)))
                            .hasSizeGreaterThan(CONTENT.length)
                            .isEqualTo(archive(laidOut.layers().get(i)));
                }
            } finally {
                System.clearProperty("ociunit.cache");
            }
        }
    }

    private static byte[] archive(Layer layer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        layer.read(archive -> archive.transferTo(bytes));
        return bytes.toByteArray();
    }

    @Test
    void an_index_is_handed_over_with_its_platforms() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            push(registry, "1", "--format", "oci");
            Descriptor manifest = image(registry, "1", plain(registry)).named();
            Path index = Files.createDirectories(folder.resolve("index"));
            Files.writeString(index.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
            Files.createDirectories(index.resolve("blobs/sha256"));
            run("cp", "-r", shared.resolve("layout/blobs").toString(), index.toString());
            byte[] list = Json.toText(Map.of(
                            "schemaVersion",
                            2,
                            "mediaType",
                            MediaType.OCI_INDEX,
                            "manifests",
                            List.of(Map.of(
                                    "mediaType",
                                    manifest.mediaType(),
                                    "digest",
                                    manifest.digest(),
                                    "size",
                                    manifest.size(),
                                    "platform",
                                    Map.of("os", "linux", "architecture", "amd64")))))
                    .getBytes(UTF_8);
            Digest digest = Digest.of(list);
            Files.write(index.resolve("blobs/sha256").resolve(digest.hex()), list);
            Files.writeString(
                    index.resolve("index.json"),
                    Json.toText(Map.of(
                            "schemaVersion",
                            2,
                            "manifests",
                            List.of(Map.of(
                                    "mediaType",
                                    MediaType.OCI_INDEX,
                                    "digest",
                                    digest.toString(),
                                    "size",
                                    list.length,
                                    "annotations",
                                    Map.of(Descriptor.NAME, "all"))))));
            run(
                    "skopeo",
                    "--insecure-policy",
                    "copy",
                    "--all",
                    "--dest-tls-verify=false",
                    "oci:" + index + ":all",
                    "docker://" + registry.host() + "/team/app:all");

            RemoteImage all = image(registry, "all", plain(registry));
            assertThat(all.named()).isEqualTo(Descriptor.of(MediaType.OCI_INDEX, digest, list.length));
            assertThat(pull(all, all.named())).isEqualTo(list);
            requireWhole(all, manifest);
        }
    }

    @Test
    void what_is_not_there_is_said_in_the_registrys_words() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            push(registry, "1");
            assertThat(refusal(() -> image(registry, "2", plain(registry)).named()))
                    .hasMessage("""
                    Could not use image %1$s/team/app:2.
                    Why: %1$s has no manifest for the tag 2 of team/app (404, MANIFEST_UNKNOWN: manifest unknown).
                    Fix: check the name and the tag; http://%1$s/v2/team/app/tags/list lists the tags.""".formatted(registry.host()));
            Descriptor lost = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[1]), 1);
            assertThat(refusal(() -> image(registry, "1", plain(registry)).open(lost)))
                    .hasMessageContaining("(404, BLOB_UNKNOWN: blob unknown to registry)");
        }
    }

    @Test
    void https_is_not_spoken_by_a_registry_of_plain_http() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(folder)) {
            assertThat(refusal(() -> image(registry, "1", settings()).named()))
                    .hasMessageStartingWith("Could not use image " + registry.host() + "/team/app:1.\n")
                    .hasMessageContaining("plainHttp(\"" + registry.host() + "\")"); // seen at once, or by waiting
        }
    }

    @Test
    void a_password_is_asked_for_and_taken_from_dockers_file() throws Exception {
        try (DockerRegistry registry = DockerRegistry.withPassword(folder)) {
            push(registry, "1", "--dest-creds", "alice:secret");
            Registries plain = plain(registry);
            assertThat(refusal(() -> image(registry, "1", plain).named())).hasMessage("""
                    Could not use image %1$s/team/app:1.
                    Why: %1$s asks for credentials (401, UNAUTHORIZED: authentication required), \
                    and there are none: /nowhere/.docker/config.json does not exist.
                    Fix: check the name of the image; log in with docker login %1$s, or give \
                    Registries.standard().login("%1$s", USER, PASSWORD).""".formatted(registry.host()));

            RemoteImage loggedIn = image(registry, "1", plain.login(registry.host(), "alice", "secret"));
            requireWhole(loggedIn, loggedIn.named());

            for (String password : List.of("secret", "wrong")) {
                Files.writeString(
                        folder.resolve("config.json"),
                        Json.toText(Map.of(
                                "auths",
                                Map.of(
                                        registry.host(),
                                        Map.of(
                                                "auth",
                                                Base64.getEncoder()
                                                        .encodeToString(("alice:" + password).getBytes(UTF_8)))))));
                DockerConfig docker =
                        new DockerConfig(Map.of("DOCKER_CONFIG", folder.toString()), folder, Duration.ZERO);
                RemoteImage image = image(registry, "1", plain.docker(docker));
                if (password.equals("secret")) {
                    requireWhole(image, image.named());
                } else {
                    assertThat(refusal(image::named))
                            .hasMessageContaining("Why: " + registry.host()
                                    + " refused user \"alice\" (from auths in " + folder
                                    + "/config.json): 401, UNAUTHORIZED: authentication required.")
                            .hasMessageNotContaining(password);
                }
            }
        }
    }

    @Test
    void a_certificate_has_to_be_trusted() throws Exception {
        Certificate certificate = Certificate.make(folder, "IP:127.0.0.1");
        try (DockerRegistry registry = DockerRegistry.withTls(folder, certificate)) {
            push(registry, "1");
            RemoteImage trusted = image(registry, "1", settings().trust(certificate.context()));
            requireWhole(trusted, trusted.named());
            RemoteImage unverified = image(registry, "1", settings().unverified(registry.host()));
            requireWhole(unverified, unverified.named());

            assertThat(refusal(() -> image(registry, "1", settings()).named()))
                    .hasMessageContaining("the certificate of " + registry.host() + " is not trusted: ");
            assertThat(refusal(() -> image(registry, "1", plain(registry)).named()))
                    .hasMessage("""
                    Could not use image %1$s/team/app:1.
                    Why: %1$s was asked by plain http, and speaks https \
                    (400, Client sent an HTTP request to an HTTPS server.).
                    Fix: leave out plainHttp("%1$s").""".formatted(registry.host()));
        }
    }

    @Test
    void a_token_is_fetched_from_where_the_registry_says_for_what_it_says() throws Exception {
        Certificate certificate = Certificate.make(folder, "IP:127.0.0.1");
        try (FakeRegistry tokens = FakeRegistry.start();
                DockerRegistry registry =
                        DockerRegistry.withTokens(folder, certificate, "http://" + tokens.host() + "/auth")) {
            tokens.when("auth", (exchange, request) -> {
                FakeRegistry.text(exchange, 200, "{\"token\": \"not signed\"}");
                return true;
            });
            assertThat(refusal(() -> image(registry, "1", plain(registry)).named()))
                    .hasMessageContaining(registry.host() + " asks for credentials (401, UNAUTHORIZED");
            assertThat(tokens.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request)
                            .hasToString("GET /auth?service=test&scope=repository%3Ateam%2Fapp%3Apull"));
        }
    }

    @Test
    void a_mirror_that_is_empty_or_gone_does_no_harm() throws Exception {
        Path second = Files.createDirectory(folder.resolve("second"));
        try (DockerRegistry registry = DockerRegistry.open(folder);
                DockerRegistry mirror = DockerRegistry.open(second)) {
            push(registry, "1");
            Registries settings = plain(registry).plainHttp(mirror.host()).mirror(registry.host(), mirror.host());
            RemoteImage fromRegistry = image(registry, "1", settings);
            Descriptor manifest = fromRegistry.named();
            requireWhole(fromRegistry, manifest);

            push(mirror, "1");
            registry.stop();
            RemoteImage fromMirror = image(registry, "1", settings);
            assertThat(fromMirror.named()).isEqualTo(manifest);
            requireWhole(fromMirror, manifest);

            mirror.stop();
            assertThat(refusal(() -> image(registry, "1", settings).named()))
                    .hasMessageContaining("nothing listens at " + registry.host());
        }
    }
}
