package org.ociunit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ociunit.error.ContainerException;
import org.ociunit.error.DeadlineExceededException;
import org.ociunit.image.ExposedPort;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.NeedsRunsc;
import org.ociunit.runtime.testkit.OtherProgram;
import org.ociunit.runtime.testkit.PortServer;
import org.ociunit.runtime.testkit.Traces;

/** Ports of containers as a test reaches them, for root and for ordinary users alike. */
@NeedsEmbedded
@Timeout(120)
class ReachableIT {
    private static final int PORT = 6379;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] SERVER = PortServer.command("0.0.0.0", PORT);
    private static final String[] HTTP = {"/usr/bin/python3", "-m", "http.server", "8080", "--bind", "127.0.0.1"};

    private final Bundle alone = Bundle.from(Image.host());
    private final Bundle bundle = alone.network(Network.reachable());
    private final Bundle server = bundle.readyWhen(Ready.port(PORT)).deadline(Duration.ofSeconds(60));

    private static String echo(InetSocketAddress address, String text) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("e" + text).getBytes(UTF_8));
            return new String(socket.getInputStream().readNBytes(text.length()), UTF_8);
        }
    }

    private static void assertRefused(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(address, 5_000)).isInstanceOf(ConnectException.class);
        }
    }

    static List<Named<OciRuntime>> runtimes() {
        return Runtimes.available().stream()
                .filter(runtime -> !runtime.name().equals("runsc"))
                .map(runtime -> Named.of(runtime.name(), runtime))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void a_service_is_reached_whatever_the_runtime_is(OciRuntime runtime) throws IOException {
        InetSocketAddress address;
        try (Container container = server.on(runtime).start(SERVER)) {
            address = container.address(PORT);
            assertThat(echo(address, "hello")).isEqualTo("hello");
            assertThat(container.address(PORT)).isEqualTo(address);
        }
        assertRefused(address);
    }

    @Test
    @NeedsRoot
    @NeedsRunsc
    void a_kernel_of_its_own_has_ports_of_its_own() {
        try (Container container = bundle.on(Runtimes.installed("runsc")).start("sleep", "60")) {
            assertThatThrownBy(() -> container.address(PORT)).hasMessage("""
                    Could not look into container %s from outside.
                    Why: runsc runs a kernel of its own, and this machine's knows nothing of what is in it.
                    Fix: look from inside, with exec, or choose another runtime.""".formatted(container.id()));
        }
    }

    @Test
    void the_container_sees_loopback_and_nothing_else() {
        try (Container container = bundle.start("sleep", "60")) {
            assertThat(container.exec("cat", "/proc/net/dev").stdout().lines().skip(2))
                    .singleElement()
                    .asString()
                    .contains("lo:");
        }
    }

    @Test
    void datagrams_are_answered_at_the_same_address() throws IOException {
        try (Container container = server.start(SERVER);
                DatagramSocket socket = new DatagramSocket()) {
            byte[] bytes = "question".getBytes(UTF_8);
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(bytes, bytes.length, container.address(PORT)));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);

            assertThat(new String(answer.getData(), 0, answer.getLength(), UTF_8))
                    .isEqualTo("QUESTION");
        }
    }

    @Test
    void sixteen_containers_listen_on_one_port_at_once() throws IOException {
        List<Container> containers = IntStream.range(0, 16)
                .parallel()
                .mapToObj(any -> server.start(SERVER))
                .toList();
        try {
            assertThat(containers.stream().map(container -> container.address(PORT)))
                    .doesNotHaveDuplicates()
                    .hasSize(16);
            for (Container container : containers) {
                assertThat(echo(container.address(PORT), container.id().value()))
                        .isEqualTo(container.id().value());
            }
        } finally {
            containers.forEach(Container::close);
        }
    }

    @Test
    void a_port_is_ready_when_a_connection_to_it_is_taken() throws IOException {
        String late = "import socket, time; time.sleep(0.4); s = socket.create_server(('127.0.0.1', 8080)); "
                + "c = s.accept()[0]; c.close(); c = s.accept()[0]; c.sendall(b'second'); time.sleep(60)";
        try (Container container = bundle.readyWhen(Ready.port(8080)).start("/usr/bin/python3", "-c", late);
                Socket socket = new Socket("127.0.0.1", container.address(8080).getPort())) {
            assertThat(socket.getInputStream().readNBytes(6)).asString().isEqualTo("second");
            assertThatThrownBy(() -> container.await(Ready.port(8081), Duration.ofMillis(300)))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessage("Container " + container.id() + " did not become ready: TCP port 8081 is listened on.\n"
                            + "Why: it did not happen within 300 ms; it is running; it wrote nothing.");
        }
    }

    @Test
    void a_server_is_ready_when_it_answers_a_request() {
        try (Container container = bundle.readyWhen(Ready.http(8080, "/proc/version"))
                .deadline(Duration.ofSeconds(30))
                .start(HTTP)) {
            assertThat(container.address(8080).getAddress().isLoopbackAddress()).isTrue();
            container.await(Ready.http(8080, "/usr")); // which is a redirection to /usr/
            assertThatThrownBy(() -> container.await(Ready.http(8080, "/none"), Duration.ofMillis(300)))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageStartingWith("Container " + container.id()
                            + " did not become ready: GET /none on port 8080 was answered.\n"
                            + "Why: it did not happen within 300 ms; it is running; ");
        }
    }

    @Test
    void the_port_that_is_exposed_is_the_one_that_is_asked() {
        try (Container container =
                bundle.expose(ExposedPort.tcp(8080)).readyWhen(Ready.http("/")).start(HTTP)) {
            assertThat(container.status()).isEqualTo(Status.RUNNING);
        }
        assertThat(Ready.http("/").description()).isEqualTo("GET / was answered");
    }

    @Test
    void a_network_that_is_shared_has_the_ports_of_the_one_who_shares_it() throws IOException {
        try (Container container = server.start(SERVER);
                Container other = alone.network(Network.of(container)).start("sleep", "60")) {
            assertThat(echo(other.address(PORT), "by the other one")).isEqualTo("by the other one");
            assertThat(other.address(PORT)).isNotEqualTo(container.address(PORT));
        }
    }

    @Test
    void a_port_of_the_machines_network_is_itself() {
        try (Container container = alone.network(Network.host()).start("sleep", "60")) {
            assertThat(container.address(PORT)).isEqualTo(new InetSocketAddress("127.0.0.1", PORT));
        }
    }

    @Test
    void a_network_that_nothing_leads_out_of_is_told() {
        try (Container container = alone.start("sleep", "60");
                Container other = alone.network(Network.of(container)).start("sleep", "60")) {
            assertThatThrownBy(() -> container.address(PORT))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("""
                            Could not reach port 6379 of container %s.
                            Why: its network is none.
                            Fix: choose a network whose ports lead out: Bundle.network(Network.reachable()).""".formatted(container.id()));
            assertThatThrownBy(() -> other.address(PORT)).hasMessage("""
                    Could not reach port 6379 of container %s.
                    Why: its network is that of container %s, which is none.
                    Fix: choose a network whose ports lead out: Bundle.network(Network.reachable()).""".formatted(other.id(), container.id()));
            assertThatThrownBy(() -> container.await(Ready.http(80, "/"))).hasMessageContaining("its network is none.");
            assertThatThrownBy(() -> container.address(65_536))
                    .hasMessage("Illegal TCP port 65536: it takes 1 to 65535.");
        }
    }

    @Test
    void a_container_that_has_ended_frees_its_ports() throws IOException {
        try (Container container = server.start(SERVER)) {
            InetSocketAddress address = container.address(PORT);
            container.kill(Signal.KILL).await(Status.STOPPED);

            await().atMost(SOON).untilAsserted(() -> assertRefused(address));
            assertThatThrownBy(() -> container.address(PORT)).hasMessage("""
                    Could not reach port 6379 of container %s.
                    Why: it has no process any more.
                    Fix: ask while the container lives.""".formatted(container.id()));
            assertThatThrownBy(() -> container.await(Ready.http(PORT, "/")))
                    .hasMessageStartingWith("Container " + container.id() + " did not become ready: ");
        }
    }

    @Test
    void a_jvm_that_is_killed_leaves_no_process_namespace_or_port() throws Exception {
        Process jvm = OtherProgram.start(OtherJvm.class);
        try {
            String[] words = String.valueOf(jvm.inputReader().readLine()).split(" ");
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0]));
            assertThat(echo(address, "alive")).isEqualTo("alive");
            assertThat(processesIn(words[1])).isNotEmpty();

            jvm.destroyForcibly().waitFor();

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(processesIn(words[1])).isEmpty();
                assertThat(Traces.of("-" + jvm.pid() + "-")).isEmpty();
            });
            assertRefused(address);
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static List<Long> processesIn(String network) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> OtherJvm.network(pid).equals(network))
                .toList();
    }

    /** A JVM that has a container whose port it has asked for. */
    static final class OtherJvm {
        private OtherJvm() {}

        public static void main(String[] args) throws IOException {
            Container container = Bundle.from(Image.host())
                    .network(Network.reachable())
                    .readyWhen(Ready.port(PORT))
                    .start(SERVER);
            System.out.println(container.address(PORT).getPort() + " "
                    + network(container.state().pid().orElseThrow()));
            System.in.read();
        }

        static String network(long pid) {
            try {
                return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net"))
                        .toString();
            } catch (IOException | SecurityException gone) {
                return "";
            }
        }
    }
}
