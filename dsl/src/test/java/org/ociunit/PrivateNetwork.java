package org.ociunit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ociunit.runtime.host.Host;

/**
 * A JVM in a network of its own, of which nothing stays: 198.51.100.2, with {@link OutsideWorld} behind a cable at
 * 198.51.100.1. Of an ordinary user, who is one in it, too; root is this machine's.
 */
final class PrivateNetwork implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private PrivateNetwork(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts one.
     *
     * @param folder for its files
     * @param hidden installed programs that are not there in it
     * @param main what the JVM runs
     * @param args the arguments of that
     */
    static PrivateNetwork start(Path folder, List<String> hidden, Class<?> main, String... args) throws IOException {
        Path script = folder.resolve("private-network.sh");
        Files.write(
                script,
                PrivateNetwork.class.getResourceAsStream("private-network.sh").readAllBytes());
        boolean root = Host.current().isRoot();
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount"));
        if (!root) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("sh", script.toString(), folder.toString(), String.join(" ", hidden)));
        command.add(String.join(" ", java(OutsideWorld.class)));
        if (!root) {
            String user = Integer.toString(Host.current().uid());
            command.addAll(List.of("unshare", "--user", "--map-user=" + user, "--map-group=" + user));
        }
        command.addAll(java(main));
        command.addAll(List.of(args));
        return new PrivateNetwork(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static List<String> java(Class<?> main) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, main.getName());
    }

    /** What the JVM prints up to its end. */
    String allOutput() throws Exception {
        String all = output.lines().map(line -> line + "\n").collect(Collectors.joining());
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("The other JVM did not end. It printed: " + all);
        }
        return all;
    }

    String nextLine() throws IOException {
        return output.readLine();
    }

    /** Kills the JVM, and nothing else. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it with the outside world. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroyForcibly();
    }
}
