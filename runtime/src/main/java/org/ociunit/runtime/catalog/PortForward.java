package org.ociunit.runtime.catalog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.launcher.Forwarder;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.plan.PortPlan;
import org.ociunit.runtime.store.ProcessIdentity;

/**
 * A port of a container's network that this machine's loopback leads to, TCP and UDP, IPv4 and IPv6. It needs no root and no
 * other program, and changes nothing on the machine: a process of the launcher's listens outside and connects inside. It ends
 * when this is closed, when this JVM ends, however it ends, and after the end of the container's first process: with what
 * can still be read of its connections.
 */
public final class PortForward implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Forwarder forwarder;

    private PortForward(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /**
     * Forwards a port. Whoever connects to the address reaches what listens on 127.0.0.1 in that network, and otherwise
     * what listens on ::1. A connection that nobody takes in there is reset at once.
     *
     * @param pid a process of the container
     * @param port the port in its network, 1 to 65535
     * @return what forwards it
     * @throws IllegalArgumentException if there is no such port
     * @throws ContainerException if the process has ended, or its network cannot be joined
     */
    public static PortForward to(long pid, int port) {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("Illegal port " + port + ": it takes 1 to 65535.");
        }
        String what = "Could not forward port " + port + " of process " + pid + ".";
        ProcessIdentity process = ProcessIdentity.of(pid).orElseThrow(() -> gone(what, null));
        PortPlan plan = new PortPlan(pid, process.startTime(), hasOtherUsers(what, pid), port);
        return new PortForward(Launcher.shared().forward(what, plan));
    }

    private static boolean hasOtherUsers(String what, long pid) {
        try {
            return !users(Long.toString(pid)).equals(users("self"));
        } catch (IOException e) {
            throw gone(what, e);
        }
    }

    private static Path users(String process) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", process, "ns", "user"));
    }

    private static ContainerException gone(String what, @Nullable IOException cause) {
        return new ContainerException(
                what,
                cause == null ? "there is no such process." : "its namespaces cannot be seen: " + cause,
                "forward it while the container lives.",
                cause);
    }

    /**
     * Where it is on this machine.
     *
     * @return 127.0.0.1 and a port that was free; on a machine with IPv6 the same port is forwarded on ::1
     */
    public InetSocketAddress address() {
        return loopback(forwarder.port());
    }

    /**
     * A port of this machine's loopback, by IPv4.
     *
     * @param port its number
     * @return 127.0.0.1 and the port
     */
    public static InetSocketAddress loopback(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
        } catch (UnknownHostException fourBytesAreEnough) {
            throw new AssertionError(fourBytesAreEnough);
        }
    }

    /**
     * The process that forwards.
     *
     * @return its pid
     */
    public long pid() {
        return forwarder.pid();
    }

    /**
     * Whether the address still leads to the container.
     *
     * @return false once this has been closed, or has come to its end
     */
    public boolean isOpen() {
        return forwarder.isOpen();
    }

    /** Resets the connections, and frees the port. */
    @Override
    public void close() {
        forwarder.close();
    }
}
