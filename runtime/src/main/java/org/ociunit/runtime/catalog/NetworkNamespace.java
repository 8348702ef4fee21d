package org.ociunit.runtime.catalog;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Opened;
import org.ociunit.runtime.network.RouteRequest;
import org.ociunit.runtime.plan.NetworkSteps;
import org.ociunit.runtime.store.ProcessIdentity;

/**
 * A network namespace, and what is changed in it. That is done by a process that joins it for that, and the user namespace
 * that it belongs to: an ordinary user needs no rights of the machine's.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final String KIND = "net";

    private final NetworkSteps.Network network;
    private final @Nullable Opened held;

    private NetworkNamespace(NetworkSteps.Network network, @Nullable Opened held) {
        this.network = network;
        this.held = held;
    }

    /**
     * The network that a process is in, as long as it lives.
     *
     * @param what the sentence for when it has ended
     * @param pid the process
     * @return its network
     * @throws ContainerException if it has ended
     */
    public static NetworkNamespace of(String what, long pid) {
        NetworkSteps.Owner owner = ProcessIdentity.of(pid)
                .map(process -> new NetworkSteps.Owner(process.pid(), process.startTime()))
                .orElseThrow(() -> new ContainerException(what, "process " + pid + " has ended.", null));
        Path file = Path.of("/proc/" + pid + "/ns/" + KIND);
        return new NetworkNamespace(
                new NetworkSteps.Network(file, owner, Host.current().isRoot() ? null : owner), null);
    }

    /**
     * Makes a network in the same user namespace as this one, and holds it until it is closed, or this JVM ends.
     *
     * @param what the sentence for when that fails
     * @return the new network, in which nothing is up
     * @throws org.ociunit.error.StepFailedException if the kernel makes none
     */
    public NetworkNamespace makeAnother(String what) {
        Opened made = Launcher.shared().openAfter(what, NetworkSteps.make(network), KIND);
        return new NetworkNamespace(new NetworkSteps.Network(made.path(), null, network.users()), made);
    }

    /**
     * Where it is, for who joins it by a path.
     *
     * @return the path
     */
    public Path path() {
        return network.file();
    }

    /**
     * Changes this network.
     *
     * @param what the sentence for when that fails
     * @param requests the changes, in their order
     * @throws org.ociunit.error.StepFailedException if one is refused; those before it have been made
     */
    public void change(String what, List<RouteRequest> requests) {
        change(what, requests, null);
    }

    /**
     * Changes this network by what leads to another one.
     *
     * @param what the sentence for when that fails
     * @param requests the changes, in their order
     * @param other the network that they name
     * @throws org.ociunit.error.StepFailedException if one is refused; those before it have been made
     */
    public void change(String what, List<RouteRequest> requests, @Nullable NetworkNamespace other) {
        Launcher.shared().work(what, NetworkSteps.change(network, other == null ? null : other.network, requests));
    }

    /**
     * Whether it is there.
     *
     * @return false once the process has ended whose network it is
     */
    public boolean isThere() {
        NetworkSteps.Owner owner = network.owner();
        return owner == null || new ProcessIdentity(owner.pid(), owner.startTime()).isAlive();
    }

    /** Lets a network go that was made; that of a process is the process' own affair. */
    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }
}
