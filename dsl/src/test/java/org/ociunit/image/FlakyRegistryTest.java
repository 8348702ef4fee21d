package org.ociunit.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ociunit.image.FakeRegistry.cuttingOff;
import static org.ociunit.image.FakeRegistry.failing;
import static org.ociunit.image.FakeRegistry.text;
import static org.ociunit.image.RemoteFixture.plain;
import static org.ociunit.image.RemoteFixture.pull;
import static org.ociunit.image.RemoteFixture.refusal;
import static org.ociunit.image.RemoteFixture.settings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ImageException;
import org.ociunit.image.FakeRegistry.Behaviour;

class FlakyRegistryTest {
    private static final byte[] BYTES = new byte[1 << 20];

    static {
        new Random(42).nextBytes(BYTES);
    }

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private FakeRegistry registry;
    private Descriptor blob;

    @BeforeEach
    void start() throws IOException {
        registry = FakeRegistry.start();
        blob = registry.blob(BYTES);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private RemoteImage image() {
        return new RemoteImage(registry.reference("1"), listening(plain(registry)));
    }

    private Registries listening(Registries settings) {
        return settings.progress(new Progress() {
            @Override
            public void waits(String image, String why, Duration pause) {
                pauses.add(pause);
                reasons.add(why);
            }
        });
    }

    private List<String> ranges() {
        return registry.requests("blobs").stream()
                .map(request -> String.valueOf(request.header("Range")))
                .toList();
    }

    @Test
    void a_stream_that_is_cut_goes_on_where_it_was() throws IOException {
        registry.times(1, "blobs", cuttingOff(BYTES, 300_000)).times(1, "blobs", cuttingOff(BYTES, 200_000));

        assertThat(pull(image(), blob)).isEqualTo(BYTES);
        assertThat(ranges()).containsExactly("null", "bytes=300000-", "bytes=500000-");
        assertThat(reasons).hasSize(2).first().asString().startsWith(blob.digest() + " broke off after 300000 bytes: ");
    }

    @Test
    void a_registry_that_does_not_know_ranges_sends_it_from_the_start_again() throws IOException {
        registry.withoutRanges().times(1, "blobs", cuttingOff(BYTES, 300_000));

        assertThat(pull(image(), blob)).isEqualTo(BYTES);
        assertThat(ranges()).containsExactly("null", "bytes=300000-");
    }

    @Test
    void a_stream_that_gets_on_is_resumed_as_often_as_it_takes() throws IOException {
        registry.when("blobs", cuttingOff(BYTES, 70_000));

        assertThat(pull(image(), blob)).isEqualTo(BYTES);
        assertThat(ranges()).hasSize(15);
    }

    @Test
    void a_stream_that_hardly_gets_on_is_given_up() {
        registry.when("blobs", cuttingOff(BYTES, 100));

        assertThat(refusal(() -> pull(image(), blob)))
                .hasMessageStartingWith("""
                        Could not use image %s.
                        Why: %s ended after 500 of 1048576 bytes, and 5 attempts in a row did not get on:""".formatted(registry.reference("1"), blob.digest()))
                .hasMessageEndingWith(
                        "Fix: look at the log of " + registry.host() + ", and at what is between it and this machine.");
        assertThat(ranges()).hasSize(5);
    }

    @Test
    void a_part_that_was_not_asked_for_is_refused() {
        registry.times(1, "blobs", cuttingOff(BYTES, 300_000));
        registry.when("blobs", (exchange, request) -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-1/1048576");
            text(exchange, 206, "no");
            return true;
        });
        assertThat(refusal(() -> pull(image(), blob)))
                .hasMessageContaining("asked for the bytes from 300000, it gives bytes 0-1/1048576");
    }

    @Test
    void a_part_of_something_else_does_not_come_to_its_end() {
        registry.times(1, "blobs", cuttingOff(BYTES, 300_000))
                .times(1, "blobs", cuttingOff(new byte[1 << 20], 1 << 20));
        assertThatThrownBy(() -> pull(image(), blob)).isInstanceOf(WrongContentException.class);
    }

    @Test
    void too_many_requests_are_answered_by_the_pause_that_is_asked_for() throws IOException {
        registry.times(1, "blobs", (exchange, request) -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            FakeRegistry.error(exchange, 429, "TOOMANYREQUESTS", "slow down");
            return true;
        });
        assertThat(pull(image(), blob)).isEqualTo(BYTES);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
        assertThat(reasons).containsExactly(registry.host() + " answered 429, TOOMANYREQUESTS: slow down");
    }

    @Test
    void a_pause_that_is_too_long_is_told_instead() {
        registry.when("blobs", (exchange, request) -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            FakeRegistry.error(exchange, 429, "TOOMANYREQUESTS", "slow down");
            return true;
        });
        assertThat(refusal(() -> image().open(blob)))
                .hasMessage("""
                Could not use image %s.
                Why: %s answered 429, TOOMANYREQUESTS: slow down, and asks to be left alone for 3600 s.
                Fix: try again later; log in, for which many registries allow more; or name a mirror: \
                Registries.standard().mirror(...).""".formatted(registry.reference("1"), registry.host()));
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void failures_of_a_server_are_waited_out_a_few_times() throws IOException {
        registry.times(2, "blobs", failing(503, "BUSY", "later")).times(2, "blobs", failing(500, "OOPS", "now"));
        assertThat(pull(image(), blob)).isEqualTo(BYTES);
        assertThat(pauses).hasSize(4).isSorted();
    }

    @Test
    void failures_of_a_server_that_do_not_end_are_told() {
        registry.when("manifests", failing(502, "DOWN", "still"));
        // A HEAD has no body, and so no reason.
        assertThat(refusal(() -> image().named())).hasMessage("""
                Could not use image %s.
                Why: %s answered 502, 5 times.
                Fix: look at the registry's log, or try again later.""".formatted(registry.reference("1"), registry.host()));
        assertThat(registry.requests()).hasSize(5);
    }

    @Test
    void other_answers_are_not_asked_for_twice() {
        registry.when("blobs", failing(403, "DENIED", "no"));
        assertThat(refusal(() -> image().open(blob))).hasMessageContaining("403, DENIED: no");
        assertThat(registry.requests()).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_peer_that_falls_silent_in_the_middle_is_not_waited_for_for_ever() throws IOException {
        registry.times(1, "blobs", (exchange, request) -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            exchange.getResponseBody().write(BYTES, 0, 300_000);
            exchange.getResponseBody().flush();
            await(20_000);
            return true;
        });
        RemoteImage image = new RemoteImage(
                registry.reference("1"), listening(plain(registry)).patience(Duration.ofMillis(500)));

        assertThat(pull(image, blob)).isEqualTo(BYTES);
        assertThat(ranges()).containsExactly("null", "bytes=300000-");
        assertThat(reasons).singleElement().asString().contains("no byte has come for 500 ms");
    }

    @Test
    void a_peer_that_lets_bytes_drip_is_no_better_than_a_silent_one() throws IOException {
        registry.times(1, "blobs", (exchange, request) -> {
            exchange.sendResponseHeaders(200, BYTES.length);
            for (int sent = 0; sent < 1000; sent++) {
                exchange.getResponseBody().write(BYTES, sent, 1);
                exchange.getResponseBody().flush();
                await(20);
            }
            return true;
        });
        RemoteImage image = new RemoteImage(
                registry.reference("1"), listening(plain(registry)).patience(Duration.ofMillis(500)));

        assertThat(pull(image, blob)).isEqualTo(BYTES);
        assertThat(ranges()).hasSize(2);
        assertThat(reasons)
                .singleElement()
                .asString()
                .containsPattern("no more than \\d+ bytes have come within 500 ms");
    }

    @Test
    void a_reader_who_is_slow_is_waited_for() throws IOException {
        RemoteImage image = new RemoteImage(
                registry.reference("1"), listening(plain(registry)).patience(Duration.ofMillis(100)));
        try (InputStream stream = image.open(blob)) {
            assertThat(stream.read()).isEqualTo(BYTES[0] & 0xff);
            await(400);
            assertThat(stream.readAllBytes()).hasSize(BYTES.length - 1);
        }
        assertThat(reasons).isEmpty();
    }

    @Test
    void where_a_mirror_gives_up_the_registry_goes_on_from_the_same_byte() throws IOException {
        try (FakeRegistry mirror = FakeRegistry.start()) {
            mirror.times(1, "blobs", cuttingOff(BYTES, 300_000)).when("blobs", failing(404, "GONE", "now"));
            Registries settings = plain(registry).plainHttp(mirror.host()).mirror(registry.host(), mirror.host());

            assertThat(pull(new RemoteImage(registry.reference("1"), listening(settings)), blob))
                    .isEqualTo(BYTES);
            assertThat(mirror.requests()).hasSize(2);
            assertThat(ranges()).containsExactly("bytes=300000-");
        }
    }

    @Test
    void where_all_give_up_each_ones_reason_is_kept() throws IOException {
        try (FakeRegistry mirror = FakeRegistry.start()) {
            mirror.times(1, "blobs", cuttingOff(BYTES, 300_000)).when("blobs", failing(404, "GONE", "now"));
            registry.withoutRanges()
                    .times(1, "blobs", cuttingOff(BYTES, 400_000))
                    .when("blobs", failing(403, "DENIED", "no"));
            Registries settings = plain(registry).plainHttp(mirror.host()).mirror(registry.host(), mirror.host());

            ImageException refusal =
                    refusal(() -> pull(new RemoteImage(registry.reference("1"), listening(settings)), blob));
            assertThat(refusal).hasMessageContaining("403, DENIED: no");
            assertThat(refusal.getSuppressed())
                    .singleElement()
                    .satisfies(first -> assertThat(first).hasMessageContaining("404, GONE: now"));
        }
    }

    @Test
    void a_peer_that_never_answers_is_asked_a_few_times() {
        registry.when("manifests", (exchange, request) -> {
            await(20_000);
            return true;
        });
        Registries settings = listening(plain(registry)).patience(Duration.ofMillis(200));
        assertThat(refusal(() -> new RemoteImage(registry.reference("1"), settings).named()))
                .hasMessage("""
                        Could not use image %s.
                        Why: %s gave no whole answer to 5 requests: no answer in time (request timed out).
                        Fix: look at the registry's log, and at what is between it and this machine.""".formatted(registry.reference("1"), registry.host()));
    }

    private static void await(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers each connection with bytes of the test's own. */
    private static CompletableFuture<List<String>> answering(ServerSocket server, String... answers) {
        return CompletableFuture.supplyAsync(() -> {
            List<String> ranges = new ArrayList<>();
            for (String answer : answers) {
                try (Socket socket = server.accept()) {
                    BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                    String range = "";
                    for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                        range = line.startsWith("Range") ? line : range;
                    }
                    ranges.add(range);
                    if (answer.isEmpty()) {
                        socket.setSoLinger(true, 0); // a reset
                    } else {
                        socket.getOutputStream().write(answer.getBytes(UTF_8));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return ranges;
        });
    }

    @Test
    void resets_and_ends_without_a_length_are_resumed() throws Exception {
        Descriptor text = Descriptor.of(MediaType.OCI_LAYER, Digest.of("0123456789".getBytes(UTF_8)), 10);
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<String>> ranges = answering(
                    server,
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                    "",
                    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n01234",
                    "HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-9/10\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n567\r\n",
                    "HTTP/1.1 206 Partial\r\nContent-Range: bytes 8-9/10\r\nConnection: close\r\n\r\n89");
            String host = "127.0.0.1:" + server.getLocalPort();
            RemoteImage image = new RemoteImage(
                    Reference.parse(host + "/app:1"), listening(settings().plainHttp(host)));

            assertThat(refusal(() -> image.open(text))).hasMessageContaining("404");
            assertThat(pull(image, text)).asString(UTF_8).isEqualTo("0123456789");
            assertThat(ranges.get(10, TimeUnit.SECONDS))
                    .containsExactly("", "", "", "Range: bytes=5-", "Range: bytes=8-");
        }
    }

    @Test
    void a_blob_that_is_shorter_than_its_descriptor_says_ends() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<String>> ranges = answering(
                    server,
                    "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n01234",
                    "HTTP/1.1 416 Range\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            String host = "127.0.0.1:" + server.getLocalPort();
            RemoteImage image = new RemoteImage(
                    Reference.parse(host + "/app:1"), listening(settings().plainHttp(host)));
            Descriptor longer = Descriptor.of(MediaType.OCI_LAYER, Digest.of("0123456789".getBytes(UTF_8)), 10);

            assertThatThrownBy(() -> pull(image, longer))
                    .isInstanceOf(WrongContentException.class)
                    .hasMessage("it ends after 5 of the 10 bytes that its descriptor says");
            assertThat(ranges.get(10, TimeUnit.SECONDS)).containsExactly("", "Range: bytes=5-");
        }
    }

    @Test
    void who_closes_a_stream_early_ends_the_transfer() throws Exception {
        CompletableFuture<Boolean> broke = new CompletableFuture<>();
        Behaviour endless = (exchange, request) -> {
            exchange.sendResponseHeaders(200, Long.MAX_VALUE);
            try {
                while (true) {
                    exchange.getResponseBody().write(BYTES);
                }
            } catch (IOException e) {
                broke.complete(true);
                return true;
            }
        };
        registry.when("blobs", endless);
        try (InputStream stream = image().open(blob)) {
            assertThat(stream.readNBytes(10)).hasSize(10);
        }
        assertThat(broke.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
