package org.ociunit.report;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Json;

/**
 * Chromium without a window, with one page. It is told by its own protocol, Chrome DevTools over a web socket, what a user
 * would do, and what is to be known.
 */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What comes from the browser: an answer, or an event that has a method. */
    record Message(
            @Nullable Integer id,
            @Nullable String method,
            @Nullable Map<String, Object> params,
            @Nullable Map<String, Object> result,
            @Nullable Map<String, Object> error) {}

    /** The keys that are pressed here, with their numbers. */
    enum Key {
        TAB("Tab", 9, ""),
        ENTER("Enter", 13, "\r"),
        LEFT("ArrowLeft", 37, ""),
        UP("ArrowUp", 38, ""),
        RIGHT("ArrowRight", 39, ""),
        DOWN("ArrowDown", 40, "");

        private final String name;
        private final int code;
        private final String text;

        Key(String name, int code, String text) {
            this.name = name;
            this.code = code;
            this.text = text;
        }
    }

    private final Process process;
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final Map<Integer, CompletableFuture<Message>> answers = new HashMap<>();
    private final BlockingQueue<String> loaded = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private String session = "";
    private int asked;

    private Browser(Process process, URI address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
    }

    /** Starts it with a profile of its own. */
    static Browser start(Path folder) throws IOException {
        Path profile = folder.resolve("profile");
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
            List<String> lines = Files.readAllLines(port);
            Browser browser = new Browser(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
            browser.begin();
            return browser;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void begin() {
        Object target = ask("Target.createTarget", Map.of("url", "about:blank")).get("targetId");
        session = String.valueOf(ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId"));
        for (String domain : List.of("Page", "Runtime", "Log")) {
            ask(domain + ".enable", Map.of());
        }
        ask("Target.activateTarget", Map.of("targetId", target));
    }

    private Map<String, Object> ask(String method, Map<String, Object> params) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        int id = ++asked;
        synchronized (answers) {
            answers.put(id, answer);
        }
        Map<String, Object> question = new LinkedHashMap<>(Map.of("id", id, "method", method, "params", params));
        if (!session.isEmpty()) {
            question.put("sessionId", session);
        }
        socket.sendText(Json.toText(question), true).join();
        Message told = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (told.result() == null) {
            throw new IllegalStateException(method + ": " + told.error());
        }
        return told.result();
    }

    /** Opens a page, and waits until it is there. What was on the console is forgotten. */
    void open(String address) throws InterruptedException {
        ask("Page.navigate", Map.of("url", "about:blank"));
        loaded.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        console.clear();
        ask("Page.navigate", Map.of("url", address));
        if (loaded.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("The page was not loaded: " + address);
        }
    }

    /** What an expression of JavaScript comes to on the page, as a text. */
    String evaluate(String expression) {
        Map<String, Object> told =
                ask("Runtime.evaluate", Map.of("expression", "String(" + expression + ")", "returnByValue", true));
        return String.valueOf(((Map<?, ?>) told.getOrDefault("result", Map.of())).get("value"));
    }

    void press(Key key, int times) {
        for (int time = 0; time < times; time++) {
            Map<String, Object> pressed = new HashMap<>(
                    Map.of("type", "keyDown", "key", key.name, "code", key.name, "windowsVirtualKeyCode", key.code));
            if (!key.text.isEmpty()) {
                pressed.put("text", key.text);
            }
            ask("Input.dispatchKeyEvent", pressed);
            pressed.put("type", "keyUp");
            pressed.remove("text");
            ask("Input.dispatchKeyEvent", pressed);
        }
    }

    void type(String text) {
        ask("Input.insertText", Map.of("text", text));
    }

    /** What a style sheet may ask for: {@code screen} or {@code print}, and {@code light} or {@code dark}. */
    void emulate(String media, String scheme) {
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void resize(int width, int height) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** The page as it is printed, on A4 with the margins that its style sheet says, if it is emulated for print. */
    byte[] pdf() {
        Map<String, Object> told =
                ask("Page.printToPDF", Map.of("paperWidth", 8.27, "paperHeight", 11.69, "preferCSSPageSize", true));
        return Base64.getDecoder().decode(String.valueOf(told.get("data")));
    }

    /** What was said on the console, and what no script has caught. */
    List<String> console() {
        return List.copyOf(console);
    }

    @Override
    public void close() {
        try {
            ask("Browser.close", Map.of());
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
            process.destroyForcibly();
        }
    }

    private void take(String text) {
        Message message = Json.read(text, "the browser", Message.class);
        if (message.id() != null) {
            synchronized (answers) {
                answers.remove(message.id()).complete(message);
            }
        } else if ("Page.loadEventFired".equals(message.method())) {
            loaded.add(text);
        } else if (List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
                .contains(String.valueOf(message.method()))) {
            console.add(text);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                take(whole);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
