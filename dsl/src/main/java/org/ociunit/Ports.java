package org.ociunit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.image.ExposedPort;
import org.ociunit.runtime.catalog.PortForward;

/** The ports of a container as this machine reaches them: each is forwarded when it is first asked for. */
final class Ports {
    private static final int LAST = 0xffff;
    private static final int OF_HTTP = 80;

    /** How long one that connects waits for a reset: nobody who listens is one at once. */
    private static final int RESET_MS = 50;

    private final ObservedContainer container;
    private final Map<Integer, PortForward> forwards = new HashMap<>();
    private boolean closed;

    Ports(ObservedContainer container) {
        this.container = container;
    }

    static int requireLegal(int port) {
        if (port < 1 || port > LAST) {
            throw new IllegalArgumentException("Illegal TCP port " + port + ": it takes 1 to " + LAST + ".");
        }
        return port;
    }

    /** The first one of TCP that is told, or that of HTTP. */
    static int exposed(ObservedContainer container) {
        return container.exposedPorts().stream()
                .filter(port -> port.protocol().equals("tcp"))
                .mapToInt(ExposedPort::number)
                .findFirst()
                .orElse(OF_HTTP);
    }

    InetSocketAddress address(int port) {
        return find(port)
                .orElseThrow(() -> unreachable(port, "it has no process any more.", "ask while the container lives."));
    }

    /** Nothing if the container has ended. */
    synchronized Optional<InetSocketAddress> find(int port) {
        requireLegal(port);
        if (reach() == Networking.Reach.DIRECT) {
            return Optional.of(PortForward.loopback(port));
        }
        requireReachable(port);
        PortForward known = forwards.get(port);
        if (known != null && known.isOpen()) {
            return Optional.of(known.address());
        }
        OptionalLong pid = closed ? OptionalLong.empty() : container.firstPid();
        return pid.isEmpty() ? Optional.empty() : forward(pid.getAsLong(), port);
    }

    private Optional<InetSocketAddress> forward(long pid, int port) {
        try {
            PortForward forward = PortForward.to(pid, port);
            forwards.put(port, forward);
            return Optional.of(forward.address());
        } catch (ContainerException e) {
            if (container.firstPid().isEmpty()) {
                return Optional.empty(); // it has just ended
            }
            throw e;
        }
    }

    /** Whether a connection is taken in the container; where no port leads there, nobody can tell. */
    boolean isTaken(int port) {
        return reach() != Networking.Reach.FORWARDED
                || find(port).map(Ports::isTaken).orElse(false);
    }

    private static boolean isTaken(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) BundleDefaults.TRY.toMillis());
            socket.setSoTimeout(RESET_MS);
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException itWaitsForWords) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private Networking.Reach reach() {
        Networking network = container.bundle().networking();
        return network == null ? Networking.Reach.NOT : network.reach();
    }

    private void requireReachable(int port) {
        if (reach() == Networking.Reach.NOT) {
            throw unreachable(
                    port,
                    "its network is " + words(container.bundle().networking()) + ".",
                    "choose a network whose ports lead out: Bundle.network(Network.reachable()).");
        }
    }

    private static String words(@Nullable Networking network) {
        return network == null ? "what the configuration of its bundle says" : network.words();
    }

    private ContainerException unreachable(int port, String why, String fix) {
        return new ContainerException("Could not reach port " + port + " of " + container + ".", why, fix);
    }

    /** From now on no port leads there. */
    synchronized void close() {
        closed = true;
        forwards.values().forEach(PortForward::close);
        forwards.clear();
    }
}
