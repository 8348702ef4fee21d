package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.image.RemoteFixture.plain;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.error.ContainerException;

class KeptImageTest {
    @TempDir
    Path folder;

    private ImageStore store;
    private FakeRegistry registry;
    private Descriptor layer;
    private Descriptor manifest;

    @BeforeEach
    void start() throws IOException {
        store = new ImageStore(folder.resolve("store"), Long.MAX_VALUE);
        registry = FakeRegistry.start();
        layer = registry.blob("layer".getBytes(UTF_8));
        manifest = registry.image("1", layer);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private KeptImage image(String tag, Pull policy) {
        return new KeptImage(store, registry.reference(tag), plain(registry).pull(policy));
    }

    /** Reads the manifest and returns what the registry was asked meanwhile. */
    private List<String> read(KeptImage image, Descriptor expected) throws IOException {
        int before = registry.requests().size();
        assertThat(image.named()).isEqualTo(expected);
        assertThat(Digest.of(pull(image, expected))).isEqualTo(expected.id());
        return registry.requests().stream()
                .skip(before)
                .map(request -> request.toString().replace("/v2/app/", ""))
                .toList();
    }

    @Test
    void what_is_in_the_store_is_not_asked_for_again() throws IOException {
        assertThat(read(image("1", Pull.MISSING), manifest))
                .containsExactly("HEAD manifests/1", "GET manifests/" + manifest.digest());
        assertThat(read(image("1", Pull.MISSING), manifest)).isEmpty();
        assertThat(read(image("1", Pull.NEVER), manifest)).isEmpty();
        registry.close();
        assertThat(read(image("1", Pull.MISSING), manifest)).isEmpty();
    }

    @Test
    void what_a_tag_stands_for_is_asked_anew_by_who_always_pulls() throws IOException {
        read(image("1", Pull.MISSING), manifest);
        assertThat(read(image("1", Pull.ALWAYS), manifest)).containsExactly("HEAD manifests/1");

        Descriptor newer = registry.image("1", layer, layer);
        assertThat(read(image("1", Pull.MISSING), manifest)).isEmpty();
        assertThat(read(image("1", Pull.ALWAYS), newer))
                .containsExactly("HEAD manifests/1", "GET manifests/" + newer.digest());
        assertThat(read(image("1", Pull.MISSING), newer)).isEmpty();
    }

    @Test
    void a_digest_stands_for_the_same_for_ever() throws IOException {
        assertThat(read(image(manifest.digest(), Pull.MISSING), manifest)).hasSize(2);
        assertThat(read(image(manifest.digest(), Pull.ALWAYS), manifest)).isEmpty();
        registry.close();
        assertThat(read(image(manifest.digest(), Pull.MISSING), manifest)).isEmpty();
    }

    @Test
    void what_is_not_there_is_refused_to_who_never_pulls() throws IOException {
        String fix = "Fix: pull it once: Registries.standard().pull(Pull.MISSING), or"
                + " -Dociunit.registries.pull=missing.";
        for (String name : List.of("1", manifest.digest())) {
            assertThat(refusal(() -> image(name, Pull.NEVER).named()))
                    .hasMessage("Could not use image " + registry.reference(name)
                            + ".\nWhy: it is not in the image store, and is not to be pulled.\n" + fix);
        }
        assertThat(registry.requests()).isEmpty();

        read(image("1", Pull.MISSING), manifest);
        assertThat(refusal(() -> image("1", Pull.NEVER).open(layer)))
                .hasMessage("Could not use image " + registry.reference("1") + ".\nWhy: its layer " + layer.digest()
                        + " is not in the image store, and is not to be pulled.\n" + fix);
    }

    @Test
    void layers_are_fetched_when_they_are_read_and_a_listener_hears_of_nothing_else() throws IOException {
        List<String> told = new ArrayList<>();
        Progress listener = new Progress() {
            @Override
            public void began(String image, int layers, long bytes) {
                told.add("began " + layers + " " + bytes);
            }

            @Override
            public void received(String image, String digest, long arrived, long bytes) {
                told.add("received " + arrived);
            }

            @Override
            public void ended(String image) {
                told.add("ended");
            }
        };
        read(image("1", Pull.MISSING), manifest);
        Registries settings = plain(registry).progress(listener);
        try (KeptImage quiet = new KeptImage(store, registry.reference("1"), settings)) {
            read(quiet, manifest);
        }
        assertThat(told).isEmpty();
        try (KeptImage pulling = new KeptImage(store, registry.reference("1"), settings)) {
            read(pulling, manifest);
            assertThat(pull(pulling, layer)).asString(UTF_8).isEqualTo("layer");
        }
        assertThat(told).containsExactly("began 1 5", "received 5", "ended");
    }

    @Test
    void a_document_that_is_spoilt_is_fetched_again() throws IOException {
        for (String spoilt : List.of("", "{}")) {
            read(image("1", Pull.MISSING), manifest);
            try (Stream<Path> files = Files.walk(store.folder().resolve("documents"))) {
                for (Path file : files.filter(file -> file.endsWith("content")).toList()) {
                    Files.writeString(file, spoilt);
                }
            }
            assertThat(read(image("1", Pull.MISSING), manifest)).hasSize(2);
        }
    }

    @Test
    void what_was_pruned_is_asked_for_again() throws IOException {
        read(image("1", Pull.MISSING), manifest);
        assertThat(store.prune(0)).isPositive();
        assertThat(read(image("1", Pull.MISSING), manifest)).hasSize(2);
    }

    @Test
    void what_fails_is_asked_for_again() throws IOException {
        registry.times(1, manifest.digest(), FakeRegistry.failing(403, "DENIED", "no"));
        assertThat(refusal(() -> read(image("1", Pull.MISSING), manifest))).hasMessageContaining("DENIED");
        assertThat(read(image("1", Pull.MISSING), manifest)).hasSize(2);
    }

    @Test
    void the_policy_is_set_by_a_property_where_no_code_can() {
        assertThat(Registries.standard().pull()).isEqualTo(Pull.MISSING);
        System.setProperty("ociunit.registries.pull", "never");
        try {
            assertThat(Registries.standard().pull()).isEqualTo(Pull.NEVER);
            System.setProperty("ociunit.registries.pull", "sometimes");
            assertThatThrownBy(Registries::standard)
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not read system property ociunit.registries.pull.
                            Why: it is "sometimes".
                            Fix: set it to always, missing or never.""");
        } finally {
            System.clearProperty("ociunit.registries.pull");
        }
    }
}
