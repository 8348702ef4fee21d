package org.ociunit.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;

/** A registry on loopback with what a test puts into it; the test may answer in its place. */
final class FakeRegistry implements AutoCloseable {
    private static final String REPOSITORY = "app";

    /** A request that came. */
    record Request(String method, String target, Map<String, String> headers, String body) {
        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** Answers in the registry's place; false leaves it to the registry. */
    interface Behaviour {
        boolean answer(HttpExchange exchange, Request request) throws IOException;
    }

    private record Rule(Pattern target, AtomicInteger times, Behaviour behaviour) {}

    /** A document or a blob that is there. */
    record Content(@Nullable String type, byte[] bytes) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake-registry");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private volatile boolean knowsRanges = true;
    private volatile boolean tellsDigests = true;

    private FakeRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    static FakeRegistry start() throws IOException {
        return new FakeRegistry(HttpServer.create(anyPort(), 0));
    }

    static FakeRegistry startWithTls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new FakeRegistry(server);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    Reference reference(String tagOrDigest) {
        return Reference.parse(host() + "/" + REPOSITORY + (tagOrDigest.contains(":") ? "@" : ":") + tagOrDigest);
    }

    /** What came so far. */
    List<Request> requests() {
        return requests;
    }

    /** Those whose target has this in it. */
    List<Request> requests(String part) {
        return requests.stream().filter(each -> each.target.contains(part)).toList();
    }

    FakeRegistry withoutRanges() {
        knowsRanges = false;
        return this;
    }

    FakeRegistry withoutDigests() {
        tellsDigests = false;
        return this;
    }

    /** Answers so to all whose target has this pattern in it. */
    FakeRegistry when(String target, Behaviour behaviour) {
        return times(Integer.MAX_VALUE, target, behaviour);
    }

    /** Answers so a few times. */
    FakeRegistry times(int times, String target, Behaviour behaviour) {
        rules.add(new Rule(Pattern.compile(target), new AtomicInteger(times), behaviour));
        return this;
    }

    Descriptor blob(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        contents.put("blobs/" + digest, new Content("application/octet-stream", bytes));
        return Descriptor.of(MediaType.OCI_LAYER, digest, bytes.length);
    }

    Descriptor manifest(String tag, @Nullable String type, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        contents.put("manifests/" + digest, new Content(type, bytes));
        contents.put("manifests/" + tag, new Content(type, bytes));
        return Descriptor.of(type == null ? MediaType.OCI_MANIFEST : type, digest, bytes.length);
    }

    /** A manifest of layers. */
    Descriptor image(String tag, Descriptor... layers) {
        List<Map<String, Object>> list =
                Arrays.stream(layers).map(FakeRegistry::tree).toList();
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("config", tree(blob("{}".getBytes(StandardCharsets.UTF_8))));
        manifest.put("layers", list);
        return manifest(tag, MediaType.OCI_MANIFEST, Json.toText(manifest).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> tree(Descriptor descriptor) {
        return Map.of("mediaType", descriptor.mediaType(), "digest", descriptor.digest(), "size", descriptor.size());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = read(exchange);
            requests.add(request);
            for (Rule rule : rules) {
                if (rule.target.matcher(request.target).find()
                        && rule.times.getAndDecrement() > 0
                        && rule.behaviour.answer(exchange, request)) {
                    return;
                }
            }
            serve(exchange, request);
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    private void serve(HttpExchange exchange, Request request) throws IOException {
        String prefix = "/v2/" + REPOSITORY + "/";
        Content content =
                request.target.startsWith(prefix) ? contents.get(request.target.substring(prefix.length())) : null;
        if (content == null) {
            String what = request.target.contains("/blobs/") ? "BLOB" : "MANIFEST";
            error(exchange, 404, what + "_UNKNOWN", "unknown to registry");
            return;
        }
        if (content.type != null) {
            exchange.getResponseHeaders().set("Content-Type", content.type);
        }
        if (tellsDigests) {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.of(content.bytes).toString());
        }
        String range = request.header("Range");
        if (range != null && knowsRanges) {
            part(exchange, content.bytes, Integer.parseInt(range.replaceAll("\\D", "")));
        } else if (request.method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.bytes.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.bytes.length == 0 ? -1 : content.bytes.length);
            exchange.getResponseBody().write(content.bytes);
        }
    }

    private static void part(HttpExchange exchange, byte[] bytes, int from) throws IOException {
        if (from >= bytes.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        exchange.sendResponseHeaders(206, bytes.length - from);
        exchange.getResponseBody().write(bytes, from, bytes.length - from);
    }

    /** The registry's form of an error. */
    static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        text(exchange, status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
    }

    static void text(HttpExchange exchange, int status, String text) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers with an error. */
    static Behaviour failing(int status, String code, String message) {
        return (exchange, request) -> {
            error(exchange, status, code, message);
            return true;
        };
    }

    /** Sends on. */
    static Behaviour sendingOn(int status, String location) {
        return (exchange, request) -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    /** Begins with the bytes from the position that is asked for, and ends the connection after some. */
    static Behaviour cuttingOff(byte[] bytes, int after) {
        return (exchange, request) -> {
            String range = request.header("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
            exchange.getResponseBody().write(bytes, from, Math.min(after, bytes.length - from));
            exchange.getResponseBody().flush();
            return true;
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
