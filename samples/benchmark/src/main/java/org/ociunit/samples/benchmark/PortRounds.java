package org.ociunit.samples.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    static final String SLIRP = "slirp4netns";
    static final String DOCKER = "docker-proxy";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MANY = 64L << 20;
    private static final String PROGRAM = "/benchmark";

    private final ByteBuffer block = ByteBuffer.allocateDirect(1 << 18);
    private final List<OtherForwarder> others = new ArrayList<>();
    private final Container forwarded;
    private final Container direct;
    private final int port;

    PortRounds(OciRuntime runtime) throws IOException {
        port = OtherForwarder.freePort();
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

    /** What our own forwarder takes, beside none at all. */
    List<Contender> all() {
        return List.of(
                Contender.of(FORWARDED_BYTES, () -> send(forwarded.address(port), MANY)),
                Contender.of(LOOPBACK_BYTES, () -> send(direct.address(port), MANY)),
                Contender.of(FORWARDED, () -> send(forwarded.address(port), 1)),
                Contender.of(LOOPBACK, () -> send(direct.address(port), 1)));
    }

    /**
     * What a forwarder of others' takes.
     *
     * @param name {@link #SLIRP} or {@link #DOCKER}
     * @param folder where its socket may be
     * @throws IOException if it is not here, or does not forward
     */
    List<Contender> of(String name, Path folder) throws IOException {
        Path program = OtherForwarder.installed(name)
                .orElseThrow(() -> new IOException(name + " is not installed (it is not in PATH)"));
        OtherForwarder other = name.equals(SLIRP)
                ? OtherForwarder.slirp(program, forwarded.state().pid().orElseThrow(), port, folder)
                : OtherForwarder.dockerProxy(program, port);
        others.add(other);
        return List.of(
                Contender.of(bytesOf(name), () -> send(other.address(), MANY)),
                Contender.of(connectionOf(name), () -> send(other.address(), 1)));
    }

    static String bytesOf(String name) {
        return "64 MiB through " + name;
    }

    static String connectionOf(String name) {
        return "connection through " + name;
    }

    private void send(InetSocketAddress address, long count) {
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
        others.forEach(OtherForwarder::close);
        forwarded.close();
        direct.close();
    }
}
