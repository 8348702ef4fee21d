package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.Mounts;
import org.ociunit.Network;
import org.ociunit.Ready;
import org.ociunit.image.Image;
import org.ociunit.runtime.OciRuntime;

/**
 * A port of a container and one of this machine's loopback, with the same program behind both: what a connection takes, and
 * what many bytes take.
 */
final class PortRounds implements AutoCloseable {
    static final String FORWARDED_BYTES = "64 MiB to a forwarded port";
    static final String LOOPBACK_BYTES = "64 MiB over loopback";
    static final String FORWARDED = "connection to a forwarded port";
    static final String LOOPBACK = "connection over loopback";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MANY = 64L << 20;
    private static final String PROGRAM = "/benchmark";

    private final ByteBuffer block = ByteBuffer.allocateDirect(1 << 18);
    private final Container forwarded;
    private final Container direct;
    private final int port;

    PortRounds(OciRuntime runtime) throws IOException {
        port = freePort();
        Bundle bundle = Bundle.from(Image.host())
                .on(runtime)
                .mount(Mounts.readOnly(Path.of(System.getProperty("java.home")), System.getProperty("java.home")))
                .mount(Mounts.readOnly(classes(), PROGRAM))
                .readyWhen(Ready.port(port))
                .deadline(PATIENCE);
        forwarded = start(bundle.network(Network.reachable()));
        try {
            direct = start(bundle.network(Network.host()));
        } catch (RuntimeException e) {
            forwarded.close();
            throw e;
        }
    }

    private Container start(Bundle bundle) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return bundle.start(java, "-Xshare:auto", "-cp", PROGRAM, Sink.class.getName(), Integer.toString(port));
    }

    private static Path classes() throws IOException {
        try {
            return Path.of(Sink.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The one on this machine needs one; the other one takes the same. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Contender manyForwarded() {
        return Contender.of(FORWARDED_BYTES, () -> send(forwarded, MANY));
    }

    Contender manyOverLoopback() {
        return Contender.of(LOOPBACK_BYTES, () -> send(direct, MANY));
    }

    Contender oneForwarded() {
        return Contender.of(FORWARDED, () -> send(forwarded, 1));
    }

    Contender oneOverLoopback() {
        return Contender.of(LOOPBACK, () -> send(direct, 1));
    }

    private void send(Container container, long count) {
        InetSocketAddress address = container.address(port);
        try (SocketChannel connection = SocketChannel.open(address)) {
            for (long left = count; left > 0; ) {
                block.clear().limit((int) Math.min(block.capacity(), left));
                left -= connection.write(block);
            }
            connection.shutdownOutput();
            if (connection.read(ByteBuffer.allocate(1)) != 1) {
                throw new IOException("there was no answer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        forwarded.close();
        direct.close();
    }
}
