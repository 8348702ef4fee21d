package org.ociunit.jrunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.runtime.launcher.Command;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Terminal;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.Traces;

/** What a person types who meets runc for the first time, at a shell on a terminal, and what shows there. */
@NeedsEmbedded
@Timeout(180)
class TerminalSessionIT {
    /** A root with a shell and ls, and their libraries, as {@code docker export} writes one. */
    private static final String EXPORT = """
            mkdir rootfs proc dev
            tar -C / -chf image.tar bin/sh bin/ls $(ldd /bin/sh /bin/ls | grep -o '/lib[^ ]*' | cut -c2- | sort -u)
            tar -C rootfs -xf - <image.tar
            tar -c proc dev | tar -C rootfs -xf -
            """;

    @TempDir
    Path folder;

    private final String id = "session-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private Launcher launcher;
    private Terminal terminal;
    private final StringBuilder shown = new StringBuilder();

    @BeforeEach
    void sit_down_at_a_shell() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = Path.of("target/jrunc/bin/jrunc").toAbsolutePath();
        Path command = bin.resolve("jrunc");
        Files.writeString(command, "#!/bin/sh\nexec " + program + " --root " + folder.resolve("state") + " \"$@\"\n");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", bin + ":/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("PS1", "here> ");
        launcher = Launcher.start();
        terminal = launcher.spawnOnTerminal(
                Command.of(Path.of("/bin/sh"), "-c", "chmod +x bin/jrunc; " + EXPORT + "exec sh -i")
                        .in(folder)
                        .withEnvironment(environment),
                24,
                200);
        see("here> ");
    }

    @AfterEach
    void leave_nothing() {
        terminal.close();
        launcher.close();
        assertThat(Traces.of(id)).isEmpty();
    }

    @Test
    @NeedsRoot
    void a_bundle_is_made_run_and_led_through_its_life() throws IOException {
        type("jrunc spec; ls");
        see("bin", "config.json", "here> ");

        type("jrunc run " + id);
        see("# ");
        type("ls /; exit 3");
        see("bin  dev  lib", "proc", "here> ");
        type("echo $?");
        see("3\r\n");

        type("sed -i -e 's/\"terminal\": true/\"terminal\": false/' -e 's/\"sh\"/\"ls\", \"bin\"/' config.json");
        see("here> ");
        type("jrunc create " + id + " >log 2>&1 </dev/null; jrunc list");
        see("STATUS", id, " created ", "here> ");
        type("jrunc start " + id + "; while jrunc state " + id + " | grep -q '\"running\"'; do :; done; jrunc list");
        see("STATUS", id, " 0  ", " stopped ", "here> ");
        type("jrunc delete " + id + "; jrunc list; cat log");
        see("ID          PID         STATUS      BUNDLE      CREATED     OWNER\r\n", "ls\r\nsh\r\n", "here> ");
    }

    @Test
    void an_ordinary_user_has_a_shell_in_a_container_of_his_own() throws IOException {
        type("jrunc spec --rootless");
        see("here> ");

        type("jrunc --root " + folder.resolve("mine") + " run " + id);
        see("# ");
        type("echo $((6 * 7)) $HOSTNAME; ls /bin; exit 4");
        see("42", "ls  sh", "here> ");
        type("echo $?");
        see("4\r\n");
    }

    private void type(String line) throws IOException {
        terminal.input().write((line + "\n").getBytes(UTF_8));
        terminal.input().flush();
        see(line); // which the terminal echoes
    }

    /** Reads on until these have shown, one after the other. */
    private void see(String... texts) throws IOException {
        int from = 0;
        for (String text : texts) {
            while (shown.indexOf(text, from) < 0) {
                int next = terminal.output().read();
                assertThat(next)
                        .as("the end, instead of " + text + " after " + shown)
                        .isNotNegative();
                shown.append((char) next);
            }
            from = shown.indexOf(text, from) + text.length();
        }
        shown.delete(0, from);
    }
}
