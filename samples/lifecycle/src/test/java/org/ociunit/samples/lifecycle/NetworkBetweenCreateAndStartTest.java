package org.ociunit.samples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ociunit.Mounts.readOnly;
import static org.ociunit.OciAssertions.assertThat;
import static org.ociunit.lifecycle.Status.CREATED;
import static org.ociunit.lifecycle.Status.STOPPED;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.runtime.testkit.NeedsIp;
import org.ociunit.runtime.testkit.NeedsRoot;

/**
 * What the pause between create and start is for: the container's network namespace is there, its program is not. A
 * virtual cable is plugged in, and then both sides talk.
 */
@NeedsRoot
@NeedsIp
@Timeout(60)
class NetworkBetweenCreateAndStartTest {
    /** Link-local addresses, which belong to nobody else; four of them for each JVM. */
    private static final int BLOCK = 4 * (int) (ProcessHandle.current().pid() % 16_000);

    private static final String HERE = address(1);
    private static final String THERE = address(2);
    private static final String CABLE = "ociunit" + BLOCK;

    @Test
    void tcp_goes_both_ways() throws Exception {
        Bundle bundle = Bundle.from(Image.host())
                .mount(readOnly(Path.of(System.getProperty("java.home")), "/java"))
                .mount(readOnly(classes(), "/classes"));

        try (Container container = bundle.create("/java/bin/java", "-cp", "/classes", Peer.class.getName(), HERE)) {
            assertThat(container).hasStatus(CREATED);
            plugIn(container.state().pid().orElseThrow());

            try (ServerSocket server = new ServerSocket(Peer.PORT, 1, InetAddress.getByName(HERE))) {
                container.start();
                try (Socket fromThere = server.accept()) {
                    assertThat(Peer.readLine(fromThere)).isEqualTo("hello from the container");
                }
            }
            container.await(Ready.logLine("listening"));
            try (Socket toThere = new Socket(THERE, Peer.PORT)) {
                Peer.writeLine(toThere, "hello from the test");
                assertThat(Peer.readLine(toThere)).isEqualTo("HELLO FROM THE TEST");
            }
            container.await(STOPPED);
            assertThat(container).exitedWith(0);
        }
    }

    /** The cable goes when the container's network namespace goes. */
    private static void plugIn(long pid) throws Exception {
        run("ip", "link", "add", CABLE, "type", "veth", "peer", "name", "eth0", "netns", "" + pid);
        run("ip", "address", "add", HERE + "/30", "dev", CABLE);
        run("ip", "link", "set", CABLE, "up");
        run("nsenter", "--net=/proc/" + pid + "/ns/net", "ip", "address", "add", THERE + "/30", "dev", "eth0");
        run("nsenter", "--net=/proc/" + pid + "/ns/net", "ip", "link", "set", "eth0", "up");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }

    private static Path classes() throws Exception {
        return Path.of(
                Peer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String address(int host) {
        return "169.254." + BLOCK / 256 + "." + (BLOCK % 256 + host);
    }
}
