package org.ociunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.Image;

@Timeout(30)
class ReadyTest {
    private static final Ready YES = Ready.when("it is up", container -> true);
    private static final Ready NO = Ready.when("it is down", container -> false);

    @TempDir
    Path image;

    private Container container;

    @BeforeEach
    void start() {
        container = Bundle.from(Image.ofDirectory(image))
                .on(new FakeRuntime().withProcesses())
                .start("print", "up\n");
    }

    @AfterEach
    void close() {
        container.close();
    }

    @Test
    void a_port_is_ready_once_it_is_listened_on() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            container.await(Ready.port(port));
        }
        assertThatThrownBy(() -> container.await(Ready.port(port), Duration.ofMillis(150)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("Container " + container.id() + " did not become ready: TCP port " + port
                        + " is listened on.\n"
                        + "Why: it did not happen within 150 ms; it is running; stdout is \"up\".");
    }

    @Test
    void a_port_that_is_only_connected_to_is_not_listened_on() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(Ready.port(client.getLocalPort()).test(container)).isFalse();
        }
    }

    @Test
    void any_takes_one_and_all_takes_each() {
        assertThat(Ready.any(NO, YES).test(container)).isTrue();
        assertThat(Ready.any(NO, NO).test(container)).isFalse();
        assertThat(Ready.all(YES, YES).test(container)).isTrue();
        assertThat(Ready.all(YES, NO).test(container)).isFalse();
    }

    @Test
    void conditions_describe_themselves() {
        assertThat(Ready.any(Ready.logLine("^up"), Ready.exec("test", "-e", "/up"))
                        .description())
                .isEqualTo("a line like \"^up\" was written or \"test -e /up\" ended with 0");
        assertThat(Ready.all(YES, Ready.port(80)).description()).isEqualTo("it is up and TCP port 80 is listened on");
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(Ready::any)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal condition: it takes at least one to choose from.");
        assertThatThrownBy(() -> Ready.port(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal TCP port 0: it takes 1 to 65535.");
    }

    @Test
    void a_request_needs_a_path_and_a_port() {
        assertThat(Ready.http(8080, "/health?deep=1").description())
                .isEqualTo("GET /health?deep=1 on port 8080 was answered");
        assertThatThrownBy(() -> Ready.http("health"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal path \"health\": it takes one that begins with \"/\".");
        assertThatThrownBy(() -> Ready.http("/a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ready.http(65_536, "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal TCP port 65536: it takes 1 to 65535.");
    }
}
