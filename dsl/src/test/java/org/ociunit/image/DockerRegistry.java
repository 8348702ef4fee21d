package org.ociunit.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry on loopback, with a configuration of the test's own. */
final class DockerRegistry implements AutoCloseable {
    /** The user alice with the password secret, as htpasswd -B writes it. */
    private static final String ALICE = "alice:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String host;

    private DockerRegistry(Process process, String host) {
        this.process = process;
        this.host = host;
    }

    static DockerRegistry open(Path folder) throws Exception {
        return start(folder, "", "");
    }

    /** Asks for the password of alice. */
    static DockerRegistry withPassword(Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("htpasswd"), ALICE);
        return start(folder, "", "auth: {htpasswd: {realm: test, path: " + file + "}}\n");
    }

    /** Shows a certificate. */
    static DockerRegistry withTls(Path folder, Certificate certificate) throws Exception {
        Path pem = certificate.writePem();
        return start(folder, ", tls: {certificate: " + pem + ", key: " + Certificate.keyOf(pem) + "}", "");
    }

    /** Asks for tokens that a server gives out; none of them will do, but it says where to ask. */
    static DockerRegistry withTokens(Path folder, Certificate certificate, String realm) throws Exception {
        String auth = "auth: {token: {realm: \"" + realm + "\", service: test, issuer: tokens, rootcertbundle: "
                + certificate.writePem() + "}}\n";
        return start(folder, "", auth);
    }

    private static DockerRegistry start(Path folder, String http, String auth) throws Exception {
        Path config =
                Files.writeString(folder.resolve("registry.yml"), """
                version: 0.1
                log: {level: info, formatter: text}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:0"%s}
                %s""".formatted(folder.resolve("storage"), http, auth));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        CompletableFuture<String> host = new CompletableFuture<>();
        Thread log = new Thread(() -> read(process, host), "docker-registry-log");
        log.setDaemon(true);
        log.start();
        try {
            return new DockerRegistry(process, host.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Reads to the end: who logs into a pipe that is full stands still. */
    private static void read(Process process, CompletableFuture<String> host) {
        StringBuilder log = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.append(line).append('\n');
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    host.complete(listening.group(1));
                }
            }
        } catch (IOException ended) {
            log.append(ended);
        }
        host.completeExceptionally(new IOException("docker-registry ended: " + log));
    }

    String host() {
        return host;
    }

    /** Ends it before its time. */
    void stop() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
