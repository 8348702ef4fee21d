package org.ociunit.runtime.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.testkit.NeedsRunc;
import org.ociunit.runtime.testkit.TestBundle;

/** Descriptors that a real runtime sends. */
@NeedsRunc
@Timeout(60)
class SocketsOfRuncIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Launcher launcher;

    @BeforeEach
    void start() {
        launcher = Launcher.start();
    }

    @AfterEach
    void close() {
        launcher.close();
    }

    @Test
    void a_containers_terminal_comes_over_the_console_socket() throws Exception {
        Path bundle = TestBundle.in(
                Files.createDirectory(folder.resolve("bundle")),
                spec -> spec.withProcess(spec.process().withTerminal(true)),
                "sh",
                "-c",
                "tty; echo ready; read x; stty size; echo got $x");
        String id = "terminal-" + ProcessHandle.current().pid();
        try (DescriptorSocket socket = launcher.listen(folder.resolve("console"))) {
            String console = socket.path().toString();
            Spawned runc = runc("run", "--detach", "--console-socket", console, "--bundle", bundle.toString(), id);
            try (Terminal terminal = socket.awaitTerminal(SOON)) {
                assertThat(runc.end().get(10, TimeUnit.SECONDS).status()).isZero();
                BufferedReader screen = new BufferedReader(new InputStreamReader(terminal.output(), UTF_8));
                assertThat(screen.readLine()).isEqualTo("/dev/pts/0");
                assertThat(screen.readLine()).isEqualTo("ready");

                terminal.resize(33, 99);
                terminal.input().write("hey\n".getBytes(UTF_8));

                assertThat(screen.lines()).containsExactly("hey", "33 99", "got hey");
            }
        } finally {
            runc("delete", "--force", id).end().get(10, TimeUnit.SECONDS);
        }
    }

    private Spawned runc(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("runc", "--root", folder.resolve("root").toString()));
        all.addAll(List.of(arguments));
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin");
        return launcher.spawn(
                Command.of(Path.of("/usr/bin/env"), all.toArray(String[]::new)).withEnvironment(environment));
    }
}
