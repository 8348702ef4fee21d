package org.ociunit.runtime.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.network.RouteRequest;
import org.ociunit.runtime.plan.NetworkSteps;
import org.ociunit.runtime.store.ProcessIdentity;

/**
 * The network namespace of a process. What is changed in it is changed by a process that joins it for that, and the user
 * namespace that it belongs to: an ordinary user needs no rights of the machine's.
 */
public final class NetworkNamespace {
    private final ProcessIdentity process;

    private NetworkNamespace(ProcessIdentity process) {
        this.process = process;
    }

    /**
     * The network that a process is in.
     *
     * @param what the sentence for when it has ended
     * @param pid the process
     * @return its network
     * @throws ContainerException if it has ended
     */
    public static NetworkNamespace of(String what, long pid) {
        return new NetworkNamespace(ProcessIdentity.of(pid)
                .orElseThrow(() -> new ContainerException(what, "process " + pid + " has ended.", null)));
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
        boolean joinsUsers = !Host.current().isRoot();
        Launcher.shared()
                .work(what, NetworkSteps.change(member(), joinsUsers, other == null ? null : other.member(), requests));
    }

    /**
     * Whether its process lives.
     *
     * @return false once that has ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    private NetworkSteps.Member member() {
        return new NetworkSteps.Member(process.pid(), process.startTime());
    }
}
