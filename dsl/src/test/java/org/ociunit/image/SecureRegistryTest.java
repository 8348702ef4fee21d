package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.image.FakeRegistry.sendingOn;
import static org.ociunit.image.FakeRegistry.text;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;
import static org.ociunit.image.RemoteFixture.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.Certificate;

class SecureRegistryTest {
    @TempDir
    private static Path folder;

    private static Certificate certificate;

    private FakeRegistry registry;
    private FakeRegistry other;

    @BeforeAll
    static void make() throws Exception {
        certificate = Certificate.make(folder, "IP:127.0.0.1");
    }

    @BeforeEach
    void start() throws Exception {
        registry = FakeRegistry.startWithTls(certificate.context());
        other = FakeRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
        other.close();
    }

    private RemoteImage image(Registries settings) {
        return new RemoteImage(registry.reference("1"), settings);
    }

    private static Registries trusting() throws Exception {
        return settings().trust(certificate.context());
    }

    @Test
    void a_context_that_trusts_it_is_enough() throws Exception {
        Descriptor layer = registry.blob("layer".getBytes(UTF_8));
        assertThat(pull(image(trusting()), layer)).asString(UTF_8).isEqualTo("layer");
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused_with_the_trust_store_that_was_asked() {
        assertThat(refusal(() -> image(settings()).named())
                        .getMessage()
                        .replaceFirst("trusted: .*?\\. Asked", "trusted: . Asked"))
                .isEqualTo("""
                        Could not use image %1$s/app:1.
                        Why: the certificate of %1$s is not trusted: . Asked was the trust store %2$s.
                        Fix: import the certificate of its authority there (keytool -importcert), name another trust \
                        store (-Djavax.net.ssl.trustStore), or give a context: Registries.standard().trust(...).""".formatted(
                        registry.host(), Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")));
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void a_certificate_of_another_name_is_refused(@TempDir Path elsewhere) throws Exception {
        Certificate strange = Certificate.make(elsewhere, "DNS:registry.example");
        try (FakeRegistry wrong = FakeRegistry.startWithTls(strange.context())) {
            wrong.image("1");
            Registries settings = settings().trust(strange.context());
            assertThat(refusal(() -> new RemoteImage(wrong.reference("1"), settings).named()))
                    .hasMessageContaining("the certificate of " + wrong.host() + " is not trusted: ")
                    .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found."
                            + " Asked was the context that was given.");
            assertThat(new RemoteImage(wrong.reference("1"), settings().unverified(wrong.host())).named())
                    .isNotNull();
        }
    }

    @Test
    void any_certificate_is_taken_from_whom_the_caller_names_and_from_nobody_else() throws Exception {
        Descriptor manifest = registry.image("1");
        assertThat(image(settings().unverified(registry.host())).named()).isEqualTo(manifest);
        assertThat(refusal(() -> image(settings().unverified("127.0.0.1:1")).named()))
                .hasMessageContaining("is not trusted");
    }

    @Test
    void a_redirect_from_https_to_http_is_refused_unless_it_is_named() throws Exception {
        Descriptor blob = other.blob("elsewhere".getBytes(UTF_8));
        registry.when("blobs", sendingOn(307, "http://" + other.host() + "/v2/app/blobs/" + blob.digest()));

        assertThat(refusal(() -> image(trusting()).open(blob)))
                .hasMessage("""
                        Could not use image %1$s/app:1.
                        Why: %1$s is asked by https, and sends on to plain http at %2$s.
                        Fix: if that is as it should be: Registries.standard().plainHttp("%2$s").""".formatted(registry.host(), other.host()));
        assertThat(other.requests()).isEmpty();
        assertThat(pull(image(trusting().plainHttp(other.host())), blob))
                .asString(UTF_8)
                .isEqualTo("elsewhere");
    }

    @Test
    void a_password_is_not_sent_to_a_token_server_of_plain_http() throws Exception {
        registry.when("", (exchange, request) -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"http://" + other.host() + "/auth\"");
            text(exchange, 401, "");
            return true;
        });
        assertThat(refusal(() -> image(trusting().login(registry.host(), "alice", "secret"))
                        .named()))
                .hasMessage("""
                        Could not use image %1$s/app:1.
                        Why: %1$s is asked by https, and sends the credentials to a token server of plain http, \
                        http://%2$s/auth. They were not sent.
                        Fix: if that is as it should be: Registries.standard().plainHttp("%2$s").""".formatted(registry.host(), other.host()));
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void the_proxy_is_the_one_that_the_jvm_has_at_the_time() throws Exception {
        Descriptor manifest = other.image("1");
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI address) {
                String[] host = other.host().split(":");
                return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host[0], Integer.parseInt(host[1]))));
            }

            @Override
            public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}
        });
        try {
            other.when("^http://registry.example:5000/v2/app/manifests/1$", (exchange, request) -> {
                exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST);
                exchange.getResponseHeaders().set("Docker-Content-Digest", manifest.digest());
                exchange.getResponseHeaders().set("Content-Length", Long.toString(manifest.size()));
                exchange.sendResponseHeaders(200, -1);
                return true;
            });
            Reference reference = Reference.parse("registry.example:5000/app:1");
            assertThat(new RemoteImage(reference, settings().plainHttp("registry.example:5000")).named())
                    .isEqualTo(manifest);

            other.when("", (exchange, request) -> {
                text(exchange, 407, "");
                return true;
            });
            Reference second = Reference.parse("registry.example:5000/app:2");
            assertThat(refusal(() -> new RemoteImage(second, settings().plainHttp("registry.example:5000")).named()))
                    .hasMessageContaining("the proxy in front of registry.example:5000 asks for credentials (407).");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void the_trust_store_is_the_jvms() throws Exception {
        registry.image("1");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djavax.net.ssl.trustStore=" + certificate.trustStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD,
                        Asking.class.getName(),
                        registry.reference("1").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("application/vnd.oci.image.manifest.v1+json\n");
    }

    /** A JVM of its own. */
    static final class Asking {
        public static void main(String[] args) {
            System.out.println(new RemoteImage(Reference.parse(args[0]), settings())
                    .named()
                    .mediaType());
        }
    }
}
