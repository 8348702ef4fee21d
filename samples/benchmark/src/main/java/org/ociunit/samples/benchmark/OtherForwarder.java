package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of others' that leads from a port of this machine's to one of a container.
 *
 * @param process the program
 * @param port the port of this machine
 */
record OtherForwarder(Process process, int port) implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    /** slirp4netns, with a network of its own for a process, as rootless engines use it. */
    static OtherForwarder slirp(Path program, long pid, int inner, Path folder) throws IOException {
        int port = freePort();
        Path socket = folder.resolve("slirp");
        Process process = start(List.of(
                program.toString(),
                "--configure",
                "--mtu=65520",
                "--api-socket",
                socket.toString(),
                Long.toString(pid),
                "tap0"));
        OtherForwarder forwarder = new OtherForwarder(process, port);
        try {
            await(() -> Files.exists(socket));
            ask(socket, """
                    {"execute": "add_hostfwd", "arguments": {"proto": "tcp", "host_addr": "127.0.0.1", \
                    "host_port": %d, "guest_addr": "10.0.2.100", "guest_port": %d}}""".formatted(port, inner));
            await(() -> answers(port));
            return forwarder;
        } catch (IOException e) {
            forwarder.close();
            throw e;
        }
    }

    /** docker-proxy, in front of a port that this machine reaches. */
    static OtherForwarder dockerProxy(Path program, int inner) throws IOException {
        int port = freePort();
        OtherForwarder forwarder = new OtherForwarder(
                start(List.of(
                        "sh",
                        "-c",
                        "exec \"$@\" 3>/dev/null", // where it tells its parent that it listens
                        "sh",
                        program.toString(),
                        "-proto",
                        "tcp",
                        "-host-ip",
                        "127.0.0.1",
                        "-host-port",
                        Integer.toString(port),
                        "-container-ip",
                        "127.0.0.1",
                        "-container-port",
                        Integer.toString(inner))),
                port);
        try {
            await(() -> answers(port));
            return forwarder;
        } catch (IOException e) {
            forwarder.close();
            throw e;
        }
    }

    /** Where a program is, if it is installed. */
    static Optional<Path> installed(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** One that is free on loopback. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void ask(Path socket, String question) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.UTF_8.encode(question));
            channel.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(1 << 12);
            channel.read(answer);
            String words = StandardCharsets.UTF_8.decode(answer.flip()).toString();
            if (words.contains("error")) {
                throw new IOException(words);
            }
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("it was not there within " + PATIENCE_SECONDS + " s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
