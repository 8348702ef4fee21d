package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.image.FakeRegistry.failing;
import static org.ociunit.image.FakeRegistry.text;
import static org.ociunit.image.RemoteFixture.plain;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.image.FakeRegistry.Request;

class TokenServerTest {
    private static final String SCOPE = "repository:app:pull";
    private static final String ALICE = "Basic " + Base64.getEncoder().encodeToString("alice:secret".getBytes(UTF_8));

    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();
    private FakeRegistry registry;
    private FakeRegistry tokens;
    private Descriptor layer;
    private Descriptor manifest;
    private volatile String lifetime = "";
    private volatile boolean anonymous = true;
    private volatile String member = "token";

    @BeforeEach
    void start() throws IOException {
        registry = FakeRegistry.start();
        tokens = FakeRegistry.start();
        layer = registry.blob("layer".getBytes(UTF_8));
        manifest = registry.image("1", layer);
        registry.when("", this::require);
        tokens.when("^/auth", this::issue);
    }

    @AfterEach
    void stop() {
        registry.close();
        tokens.close();
    }

    private RemoteImage image(Registries settings) {
        return new RemoteImage(registry.reference("1"), settings);
    }

    /** Lets only those through that have a token. */
    private boolean require(HttpExchange exchange, Request request) throws IOException {
        String header = request.header("Authorization");
        if (header != null && header.startsWith("Bearer ") && valid.contains(header.substring("Bearer ".length()))) {
            return false;
        }
        exchange.getResponseHeaders()
                .set(
                        "WWW-Authenticate",
                        "Bearer realm=\"http://" + tokens.host() + "/auth?from=test\",service=\"the registry\",scope=\""
                                + SCOPE + "\"");
        FakeRegistry.error(exchange, 401, "UNAUTHORIZED", "authentication required");
        return true;
    }

    /** Gives a token to anybody, or to alice and to who has an identity token. */
    private boolean issue(HttpExchange exchange, Request request) throws IOException {
        boolean get = request.method().equals("GET");
        String parameters = get ? request.target() : request.body();
        boolean known = get
                ? ALICE.equals(request.header("Authorization")) || anonymous && request.header("Authorization") == null
                : parameters.contains("refresh_token=identity-" + issued.get() + "&")
                        || parameters.endsWith("refresh_token=identity-" + issued.get());
        String decoded = URLDecoder.decode(parameters, UTF_8);
        if (!decoded.contains("scope=" + SCOPE) || !decoded.contains("service=the registry")) {
            text(exchange, 400, "{\"details\": \"no scope\"}");
        } else if (!known) {
            text(exchange, 401, "{\"details\": \"incorrect username or password\"}");
        } else {
            String token = "token-" + issued.incrementAndGet();
            valid.add(token);
            text(
                    exchange,
                    200,
                    "{\"" + member + "\": \"" + token + "\"" + lifetime
                            + (get ? "" : ", \"refresh_token\": \"identity-" + issued.get() + "\"") + "}");
        }
        return true;
    }

    @Test
    void nobody_gets_a_token_for_what_is_public_and_needs_one_only() throws IOException {
        RemoteImage image = image(plain(registry));

        assertThat(image.named()).isEqualTo(manifest);
        assertThat(pull(image, layer)).asString(UTF_8).isEqualTo("layer");
        assertThat(tokens.requests()).singleElement().satisfies(request -> {
            assertThat(request).hasToString("GET /auth?from=test&service=the+registry&scope=repository%3Aapp%3Apull");
            assertThat(request.header("Authorization")).isNull();
        });
        assertThat(registry.requests())
                .extracting(request -> String.valueOf(request.header("Authorization")))
                .containsExactly("null", "Bearer token-1", "Bearer token-1");
    }

    @Test
    void a_password_goes_to_the_token_server_and_not_to_the_registry() throws IOException {
        anonymous = false;
        member = "access_token";
        RemoteImage image = image(plain(registry).login(registry.host(), "alice", "secret"));

        assertThat(image.named()).isEqualTo(manifest);
        assertThat(tokens.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("Authorization")).isEqualTo(ALICE));
        assertThat(registry.requests()).noneMatch(request -> ALICE.equals(request.header("Authorization")));
    }

    @Test
    void an_identity_token_is_exchanged_and_may_be_replaced(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\": {\"" + registry.host() + "\": {\"identitytoken\": \"identity-0\"}}}");
        RemoteImage image = image(plain(registry)
                .docker(new DockerConfig(Map.of("DOCKER_CONFIG", folder.toString()), folder, Duration.ZERO)));

        assertThat(image.named()).isEqualTo(manifest);
        valid.clear();
        assertThat(pull(image, layer)).asString(UTF_8).isEqualTo("layer");
        assertThat(tokens.requests())
                .extracting(Request::body)
                .containsExactly(
                        "service=the+registry&grant_type=refresh_token&client_id=ociunit"
                                + "&scope=repository%3Aapp%3Apull&refresh_token=identity-0",
                        "service=the+registry&grant_type=refresh_token&client_id=ociunit"
                                + "&scope=repository%3Aapp%3Apull&refresh_token=identity-1");
    }

    @Test
    void a_token_is_renewed_before_it_ends_and_when_it_is_no_longer_taken() throws Exception {
        lifetime = ", \"expires_in\": 1";
        RemoteImage image = image(plain(registry));
        image.named();
        image.named();
        assertThat(issued).hasValue(1);

        Thread.sleep(1000);
        image.named();
        assertThat(issued).hasValue(2);
        assertThat(registry.requests()).hasSize(4); // it was not tried with the token that has ended

        valid.clear();
        image.named();
        assertThat(issued).hasValue(3);
        assertThat(registry.requests()).hasSize(6);
    }

    @Test
    void many_layers_at_a_time_share_a_token() throws Exception {
        ExecutorService pullers = Executors.newFixedThreadPool(8);
        try {
            RemoteImage image = image(plain(registry));
            List<Future<byte[]>> pulls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                pulls.add(pullers.submit(() -> pull(image, layer)));
            }
            for (Future<byte[]> each : pulls) {
                assertThat(each.get()).asString(UTF_8).isEqualTo("layer");
            }
            assertThat(issued).hasValue(1);
        } finally {
            pullers.shutdownNow();
        }
    }

    @Test
    void who_is_not_known_is_told_who_was_asked_as_and_no_secret() {
        Registries settings = plain(registry).login(registry.host(), "alice", "wrong-secret");
        assertThat(refusal(() -> image(settings).named())).hasMessage("""
                Could not use image %1$s/app:1.
                Why: the token server http://%2$s/auth refused user "alice" (from Registries.login): \
                401, incorrect username or password.
                Fix: check the name of the image, the password, and the user's right to pull; \
                log in again with docker login %1$s, or give \
                Registries.standard().login("%1$s", USER, PASSWORD).""".formatted(registry.host(), tokens.host()));
    }

    @Test
    void nobody_is_told_where_credentials_were_looked_for() {
        anonymous = false;
        assertThat(refusal(() -> image(plain(registry)).named()))
                .hasMessage("""
                Could not use image %1$s/app:1.
                Why: the token server http://%2$s/auth asks for credentials \
                (401, incorrect username or password), and there are none: \
                /nowhere/.docker/config.json does not exist.
                Fix: check the name of the image; log in with docker login %1$s, or give \
                Registries.standard().login("%1$s", USER, PASSWORD).""".formatted(registry.host(), tokens.host()));
    }

    @Test
    void a_registry_that_takes_none_of_its_tokens_is_asked_twice_and_no_more() throws IOException {
        try (FakeRegistry strange = FakeRegistry.start()) {
            strange.when("", (exchange, request) -> {
                exchange.getResponseHeaders()
                        .set(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://" + tokens.host()
                                        + "/auth\",service=\"the registry\",error=\"insufficient_scope\"");
                FakeRegistry.error(exchange, 401, "DENIED", "not for you");
                return true;
            });
            Registries settings = plain(strange).login(strange.host(), "alice", "secret");
            Descriptor blob = Descriptor.of(MediaType.OCI_LAYER, Digest.of(new byte[0]), 0);

            assertThat(refusal(() -> new RemoteImage(strange.reference("1"), settings).open(blob)))
                    .hasMessageStartingWith("""
                            Could not use image %1$s/app:1.
                            Why: %1$s refused user "alice" (from Registries.login): 401, DENIED: not for you.
                            Fix: check the name of the image, the password""".formatted(strange.host()));
            assertThat(strange.requests()).hasSize(2);
            assertThat(issued).hasValue(1);
        }
    }

    @Test
    void a_token_server_that_answers_nonsense_is_named_without_what_it_said() throws IOException {
        try (FakeRegistry strange = FakeRegistry.start()) {
            strange.times(1, "auth", (exchange, request) -> {
                text(exchange, 200, "{\"token\": \"secret\", oops");
                return true;
            });
            strange.times(1, "auth", (exchange, request) -> {
                text(exchange, 200, "{}");
                return true;
            });
            strange.times(1, "auth", (exchange, request) -> {
                text(exchange, 200, "{\"token\": \"secret\\n\"}");
                return true;
            });
            strange.when("auth", failing(404, "NO", "such page"));
            registry.close();
            registry = FakeRegistry.start();
            registry.when("", (exchange, request) -> {
                exchange.getResponseHeaders()
                        .set("WWW-Authenticate", "Bearer realm=\"http://" + strange.host() + "/auth\"");
                text(exchange, 401, "");
                return true;
            });
            String begin =
                    "Could not use image " + registry.host() + "/app:1.\nWhy: http://" + strange.host() + "/auth";

            assertThat(refusal(() -> image(plain(registry)).named()))
                    .hasMessage(begin
                            + " answered with what is of no use: it is no JSON object with a token.\n"
                            + "Fix: check that a registry listens there.");
            assertThat(refusal(() -> image(plain(registry)).named()))
                    .hasMessageStartingWith(begin + " answered with what is of no use: there is no token in it.");
            assertThat(refusal(() -> image(plain(registry)).named()))
                    .hasMessageStartingWith(
                            begin + " answered with what is of no use: its token is none that a header takes.");
            assertThat(refusal(() -> image(plain(registry)).named()))
                    .hasMessage(begin + " answered 404, NO: such page.");
        }
    }

    @Test
    void a_realm_that_is_no_address_is_named() throws IOException {
        try (FakeRegistry strange = FakeRegistry.start()) {
            strange.when("", (exchange, request) -> {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"file:///etc/passwd\"");
                text(exchange, 401, "");
                return true;
            });
            assertThat(refusal(() -> new RemoteImage(strange.reference("1"), plain(strange)).named()))
                    .hasMessageContaining("the address of its token server is \"file:///etc/passwd\"");
        }
    }

    @Test
    void a_token_server_that_is_busy_is_asked_again() throws IOException {
        try (FakeRegistry busy = FakeRegistry.start()) {
            busy.times(2, "auth", failing(503, "BUSY", "later"));
            busy.when("auth", this::issue);
            FakeRegistry own = tokens;
            tokens = busy;
            assertThat(image(plain(registry)).named()).isEqualTo(manifest);
            assertThat(busy.requests("auth")).hasSize(3);
            tokens = own;
        }
    }
}
