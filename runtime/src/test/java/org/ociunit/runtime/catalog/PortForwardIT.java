package org.ociunit.runtime.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Load;
import org.ociunit.runtime.testkit.NeedsEmbedded;
import org.ociunit.runtime.testkit.NeedsRoot;
import org.ociunit.runtime.testkit.OtherProgram;
import org.ociunit.runtime.testkit.PortServer;
import org.ociunit.runtime.testkit.RuntimeFixture;
import org.ociunit.runtime.testkit.TestBundle;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** What a port in a container's network is from outside, for root and for ordinary users alike. */
@Tag("once")
@NeedsEmbedded
class PortForwardIT extends RuntimeFixture {
    private static final int PORT = 6379;
    private static final int BLOCK = 1 << 16;

    /** As many blocks as the server sends. */
    private static final int BLOCKS = 800;

    /** What the next connection moves its bytes by. */
    private static final int KEPT_PIPE = 2;

    private final List<PortForward> forwards = new ArrayList<>();

    @Override
    protected OciRuntime runtime() {
        return Runtimes.embedded();
    }

    @AfterEach
    void close_ports() {
        forwards.forEach(PortForward::close);
    }

    private PortForward forward(int port) {
        PortForward forward = PortForward.to(runtime().state(id).pid().orElseThrow(), port);
        forwards.add(forward);
        return forward;
    }

    private PortForward served(String address) {
        serve(spec -> spec, address);
        return forward(PORT);
    }

    private void serve(UnaryOperator<Spec> change, String address) {
        runtime()
                .create(
                        id,
                        TestBundle.in(
                                folder, spec -> change.apply(withNetwork(spec)), PortServer.command(address, PORT)),
                        CreateOptions.defaults().withStdio(Stdio.to(stdout, stderr)));
        runtime().start(id);
        await().atMost(SOON).until(() -> said().contains(PortServer.READY));
    }

    private String said() {
        return stdout.toString(UTF_8);
    }

    private static Spec withNetwork(Spec spec) {
        Linux linux = spec.linux();
        List<Namespace> others = linux.namespaces().stream()
                .filter(namespace -> !namespace.type().equals(Namespace.NETWORK))
                .toList();
        return spec.withLinux(
                linux.withNamespaces(Stream.concat(others.stream(), Stream.of(Namespace.of(Namespace.NETWORK)))
                        .toList()));
    }

    private static Socket connect(SocketAddress address, char order) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, 10_000);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(order);
        return socket;
    }

    private static Socket connect(PortForward forward, char order) throws IOException {
        return connect(forward.address(), order);
    }

    private static void exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        assertThat(socket.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
    }

    private static void echo(SocketAddress address, String text) throws IOException {
        try (Socket socket = connect(address, 'e')) {
            exchange(socket, text);
        }
    }

    private static SocketAddress onIpv6(PortForward forward) {
        return new InetSocketAddress("::1", forward.address().getPort());
    }

    @Test
    void a_service_is_reached_by_ipv4_and_by_ipv6() throws IOException {
        PortForward forward = served("127.0.0.1");

        assertThat(forward.address().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        echo(forward.address(), "by IPv4");
        echo(onIpv6(forward), "by IPv6");
    }

    @Test
    void a_service_that_listens_on_ipv6_alone_is_reached_by_both() throws IOException {
        PortForward forward = served("::1");

        echo(forward.address(), "by IPv4");
        echo(onIpv6(forward), "by IPv6");
        assertThat(ask(new DatagramSocket(), forward.address(), "first")).isEqualTo("FIRST");
    }

    @Test
    void datagrams_find_their_way_back_to_each_of_two_clients() throws IOException {
        PortForward forward = served("0.0.0.0");

        try (DatagramSocket one = new DatagramSocket();
                DatagramSocket two = new DatagramSocket()) {
            for (int i = 0; i < 100; i++) {
                send(one, forward.address(), "one" + i);
                send(two, forward.address(), "two" + i);
                assertThat(receive(two)).isEqualTo("TWO" + i);
                assertThat(receive(one)).isEqualTo("ONE" + i);
            }
            String long60k = "l".repeat(60_000);
            assertThat(ask(one, forward.address(), long60k)).isEqualTo(long60k.toUpperCase(Locale.ROOT));
            assertThat(ask(new DatagramSocket(), onIpv6(forward), "six")).isEqualTo("SIX");
        }
    }

    @Test
    void more_datagram_clients_than_are_remembered_are_all_answered() throws IOException {
        PortForward forward = served("127.0.0.1");

        for (int i = 0; i < 6000; i++) {
            try (DatagramSocket client = new DatagramSocket()) {
                assertThat(ask(client, forward.address(), "c" + i)).isEqualTo("C" + i);
            }
        }
    }

    private static String ask(DatagramSocket socket, SocketAddress address, String text) throws IOException {
        send(socket, address, text);
        return receive(socket);
    }

    private static void send(DatagramSocket socket, SocketAddress address, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, address));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[BLOCK], BLOCK);
        socket.setSoTimeout(10_000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    @Test
    void a_client_that_has_said_all_still_gets_the_answer() throws IOException {
        try (Socket socket = connect(served("127.0.0.1"), 'a')) {
            socket.getOutputStream().write("question".getBytes(UTF_8));
            socket.shutdownOutput();

            assertThat(socket.getInputStream().readAllBytes())
                    .asString()
                    .isEqualTo("8 " + sha256("question".getBytes(UTF_8)));
        }
    }

    @Test
    void a_server_that_has_said_all_still_hears_the_rest() throws IOException {
        try (Socket socket = connect(served("127.0.0.1"), 'f')) {
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("bye");
            socket.getOutputStream().write("afterwards".getBytes(UTF_8));
            socket.shutdownOutput();

            await().atMost(SOON).until(() -> said().contains("10 " + sha256("afterwards".getBytes(UTF_8))));
        }
    }

    @Test
    void a_reset_inside_is_one_outside_behind_the_last_words() throws IOException {
        try (Socket socket = connect(served("127.0.0.1"), 'r')) {
            assertThat(socket.getInputStream().readNBytes(10)).asString().isEqualTo("last words");
            assertThatIOException()
                    .isThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .withMessage("Connection reset");
        }
    }

    @Test
    void a_connection_that_nobody_takes_is_reset_at_once() throws IOException {
        served("127.0.0.1");

        PortForward forward = forward(PORT + 1);
        assertThatIOException()
                .isThrownBy(
                        () -> { // be it that it is still told of its being taken, or not any more
                            try (Socket socket = connect(forward, ' ')) {
                                socket.setSoTimeout(5_000);
                                socket.getInputStream().read();
                            }
                        })
                .isInstanceOf(SocketException.class)
                .withMessageStartingWith("Connection reset");
    }

    @Test
    void a_service_may_begin_to_listen_later() throws IOException {
        create(PortForwardIT::withNetwork, PortServer.command("127.0.0.1", PORT));
        PortForward forward = forward(PORT);
        runtime().start(id);
        await().atMost(SOON).until(() -> said().contains(PortServer.READY));

        echo(forward.address(), "now");
    }

    @Test
    void much_goes_whole_both_ways_at_once() throws Exception {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % 251);
        }
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < BLOCKS; i++) {
            expected.update(block);
        }
        String digest = HexFormat.of().formatHex(expected.digest());

        try (Socket socket = connect(served("127.0.0.1"), 'm')) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(socket, block));
            Thread.sleep(200); // a slow reader: what comes has to wait for it
            MessageDigest heard = MessageDigest.getInstance("SHA-256");
            InputStream input = socket.getInputStream();
            long length = 0;
            byte[] buffer = new byte[BLOCK];
            for (int count; (count = input.read(buffer)) >= 0; length += count) {
                heard.update(buffer, 0, count);
            }
            writing.join();

            assertThat(length).isEqualTo((long) BLOCKS * BLOCK);
            assertThat(HexFormat.of().formatHex(heard.digest())).isEqualTo(digest);
            await().atMost(SOON).until(() -> said().contains((long) BLOCKS * BLOCK + " " + digest));
        }
    }

    private static void write(Socket socket, byte[] block) {
        try {
            OutputStream output = socket.getOutputStream();
            for (int i = 0; i < BLOCKS; i++) {
                output.write(block);
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_sender_waits_for_a_reader_that_does_not_read() throws IOException {
        try (Socket socket = connect(served("127.0.0.1"), 's')) {
            await().atMost(SOON).until(() -> said().contains("sent "));
            assertThat(socket.isClosed()).isFalse();
        }
        long sent = Long.parseLong(said().replaceAll("(?s).*sent (\\d+).*", "$1"));
        assertThat(sent).isBetween(100_000L, 64_000_000L);
    }

    @Test
    @NeedsRoot
    void ten_thousand_connections_leave_no_descriptor() throws IOException {
        PortForward forward = served("127.0.0.1");
        long before = descriptorsAtRest(forward);

        for (int i = 0; i < 10_000; i++) {
            echo(forward.address(), "connection");
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(descriptors(forward)).isEqualTo(before + KEPT_PIPE));
    }

    @Test
    @NeedsRoot
    void a_thousand_connections_at_once_take_two_descriptors_each_and_leave_none() throws IOException {
        PortForward forward = served("127.0.0.1");
        long before = descriptorsAtRest(forward);

        inParallel(
                forward,
                1000,
                () -> await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(descriptors(forward)).isEqualTo(before + KEPT_PIPE + 2 * 1000)));

        await().atMost(1, MINUTES) // a thousand threads of the server's have to end
                .untilAsserted(() -> assertThat(descriptors(forward)).isEqualTo(before + KEPT_PIPE));
    }

    @Test
    void five_hundred_connections_at_once_are_all_answered() throws IOException {
        inParallel(served("127.0.0.1"), 500, () -> {});
    }

    private static void inParallel(PortForward forward, int count, Runnable meanwhile) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(connect(forward, 'e'));
                sockets.get(i).getOutputStream().write(("hello " + i).getBytes(UTF_8));
            }
            for (int i = 0; i < count; i++) {
                String hello = "hello " + i;
                assertThat(sockets.get(i).getInputStream().readNBytes(hello.length()))
                        .asString()
                        .isEqualTo(hello);
            }
            meanwhile.run();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** The connection by which the server was found to be there may not be over yet. */
    private static long descriptorsAtRest(PortForward forward) {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(SOON).until(() -> last.getAndSet(descriptors(forward)) == last.get());
        return last.get();
    }

    /** Only root may look: the process is not to be looked into. */
    private static long descriptors(PortForward forward) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + forward.pid() + "/fd"))) {
            return entries.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_was_said_before_the_container_ended_can_be_read_and_then_the_port_is_free() throws IOException {
        PortForward forward = served("127.0.0.1");

        try (Socket idle = connect(forward, 'e')) {
            exchange(idle, "still there");
            try (Socket socket = connect(forward, 'q')) {
                assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            }
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }

        await().atMost(SOON).until(() -> !forward.isOpen());
        assertRefused(forward.address());
        assertThat(ProcessHandle.of(forward.pid())).isEmpty();
    }

    @Test
    void a_closed_port_is_free_and_its_connections_are_gone() throws IOException {
        PortForward forward = served("127.0.0.1");
        try (Socket socket = connect(forward, 'e')) {
            exchange(socket, "still there");
            forward.close();
            forward.close();

            assertThat(forward.isOpen()).isFalse();
            assertRefused(forward.address());
            assertThat(endOf(socket)).isIn("end", "Connection reset");
        }
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    private static String endOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0 ? "end" : "more";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void assertRefused(SocketAddress address) {
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(address, 5_000)).isInstanceOf(ConnectException.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forwarders_leave_nothing_in_the_launcher() {
        served("127.0.0.1").close();
        Load before = Load.now();
        for (int i = 0; i < 20; i++) {
            forward(PORT).close();
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(Load.now()).isEqualTo(before));
    }

    @Test
    void the_process_has_no_right_and_nobody_looks_into_it() throws IOException {
        PortForward forward = served("127.0.0.1");
        Path status = Path.of("/proc/" + forward.pid() + "/status");
        echo(forward.address(), "it has begun, and so has its name");

        assertThat(status)
                .content()
                .contains("Name:\tociunit:port\n", "NoNewPrivs:\t1\n")
                .contains("CapInh:\t0000000000000000\n", "CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n")
                .contains("CapBnd:\t0000000000000000\n", "CapAmb:\t0000000000000000\n");
        assertThat(ProcessHandle.of(forward.pid())
                        .flatMap(ProcessHandle::parent)
                        .map(ProcessHandle::pid))
                .hasValue(Launcher.shared().pid());
    }

    @Test
    @NeedsRoot
    void the_network_of_another_user_namespace_is_reached_by_root() throws IOException {
        serve(PortForwardIT::withOtherUsers, "127.0.0.1");

        echo(forward(PORT).address(), "from the machine's root");
    }

    private static Spec withOtherUsers(Spec spec) {
        Linux linux = spec.linux();
        return spec.withLinux(linux.withNamespaces(
                        Stream.concat(linux.namespaces().stream(), Stream.of(Namespace.of(Namespace.USER)))
                                .toList())
                .withUidMappings(List.of(IdMapping.of(0, 0, 65536)))
                .withGidMappings(List.of(IdMapping.of(0, 0, 65536))));
    }

    @Test
    void a_jvm_that_is_killed_leaves_neither_process_nor_port() throws Exception {
        create(PortForwardIT::withNetwork, PortServer.command("127.0.0.1", PORT));
        runtime().start(id);
        await().atMost(SOON).until(() -> said().contains(PortServer.READY));
        Process jvm = OtherProgram.start(
                OtherForwarder.class, Long.toString(runtime().state(id).pid().orElseThrow()), Integer.toString(PORT));
        try {
            String[] words = jvm.inputReader().readLine().split(" ");
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(words[0]));
            long forwarder = Long.parseLong(words[1]);
            echo(address, "alive");

            jvm.destroyForcibly().waitFor();

            await().atMost(SOON).until(() -> ProcessHandle.of(forwarder).isEmpty());
            assertRefused(address);
        } finally {
            jvm.destroyForcibly();
        }
        assertThat(status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void a_process_that_has_ended_has_no_ports() {
        long pid = ProcessHandle.current().pid();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortForward.to(pid, 0))
                .withMessage("Illegal port 0: it takes 1 to 65535.");
        assertThatThrownBy(() -> PortForward.to(Integer.MAX_VALUE, 80))
                .isInstanceOf(ContainerException.class)
                .hasMessage("""
                        Could not forward port 80 of process 2147483647.
                        Why: there is no such process.
                        Fix: forward it while the container lives.""");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
