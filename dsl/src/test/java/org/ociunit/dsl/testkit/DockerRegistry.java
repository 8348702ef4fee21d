package org.ociunit.dsl.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry on loopback, with a configuration of the test's own. */
public final class DockerRegistry implements AutoCloseable {
    /** The user alice with the password secret, as htpasswd -B writes it. */
    private static final String ALICE = "alice:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String host;
    private final Path folder;

    private DockerRegistry(Process process, String host, Path folder) {
        this.process = process;
        this.host = host;
        this.folder = folder;
    }

    /** Lets everybody in. */
    public static DockerRegistry open(Path folder) throws Exception {
        return start(folder, "", "");
    }

    /** Asks for the password of alice. */
    public static DockerRegistry withPassword(Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("htpasswd"), ALICE);
        return start(folder, "", "auth: {htpasswd: {realm: test, path: " + file + "}}\n");
    }

    /** Shows a certificate. */
    public static DockerRegistry withTls(Path folder, Certificate certificate) throws Exception {
        Path pem = certificate.writePem();
        return start(folder, ", tls: {certificate: " + pem + ", key: " + Certificate.keyOf(pem) + "}", "");
    }

    /** Asks for tokens that a server gives out; none of them will do, but it says where to ask. */
    public static DockerRegistry withTokens(Path folder, Certificate certificate, String realm) throws Exception {
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
            return new DockerRegistry(process, host.get(30, TimeUnit.SECONDS), folder);
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

    /** Where it is, such as {@code 127.0.0.1:5000}. */
    public String host() {
        return host;
    }

    /**
     * Copies an image into it, by skopeo.
     *
     * @param from the image as skopeo names it, such as {@code oci:/folder:latest}
     * @param name such as {@code team/app:1}
     * @param options of skopeo's copy
     */
    public void push(String from, String name, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false"));
        command.addAll(List.of(options));
        command.addAll(List.of(from, "docker://" + host + "/" + name));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString()); // without the credentials of who runs the test
        Process skopeo = builder.start();
        skopeo.getOutputStream().close();
        String output = new String(skopeo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!skopeo.waitFor(60, TimeUnit.SECONDS) || skopeo.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    /** Ends it before its time. */
    public void stop() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
