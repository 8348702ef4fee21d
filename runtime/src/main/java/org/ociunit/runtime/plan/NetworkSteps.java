package org.ociunit.runtime.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.network.RouteRequest;
import org.ociunit.spec.Namespace;

/** What is done to networks, by a process that joins them for that. */
public final class NetworkSteps {
    private static final int READING = 0;
    private static final int OWN = Slots.NETWORK + 1;

    private NetworkSteps() {}

    /**
     * A process that something belongs to.
     *
     * @param pid its number
     * @param startTime when it was started, as {@code /proc/<pid>/stat} has it
     */
    public record Owner(long pid, long startTime) {}

    /**
     * A network.
     *
     * @param file its file
     * @param owner the process whose file that is, or null if it stays by itself
     * @param users a process in the user namespace that has to be joined for rights over it, or null if this user has them
     */
    public record Network(
            Path file, @Nullable Owner owner, @Nullable Owner users) {}

    /**
     * Joins a network and changes it.
     *
     * @param network the network
     * @param other the network that the changes name, or null if they name none
     * @param requests the changes, in their order
     * @return the steps
     */
    public static List<Step> change(Network network, @Nullable Network other, List<RouteRequest> requests) {
        List<Step> steps = new ArrayList<>(open(OWN, network));
        if (other != null) {
            steps.addAll(open(Slots.NETWORK, other));
        }
        steps.addAll(joinUsers(network));
        steps.add(Step.of(Opcode.JOIN, OWN, Namespaces.flag(Namespace.NETWORK))
                .on(network.file().toString()));
        requests.forEach(
                request -> steps.add(Step.of(Opcode.ROUTE, request.message(), Slots.NETWORK, request.namespaceAt())
                        .on(request.words())));
        return steps;
    }

    /**
     * Makes a network in a user namespace. Who may look into the process may open its file then.
     *
     * @param beside a network of that user namespace
     * @return the steps
     */
    public static List<Step> make(Network beside) {
        List<Step> steps = new ArrayList<>(joinUsers(beside));
        steps.add(Step.of(Opcode.UNSHARE, Namespaces.flag(Namespace.NETWORK)));
        steps.add(Step.of(Opcode.DUMPABLE, 1));
        return steps;
    }

    /** Opened before its owner is known to live: then the file is that one's. */
    private static List<Step> open(int slot, Network network) {
        Step opened = Step.of(Opcode.OPEN_FILE, slot, network.file().toString(), READING);
        return network.owner() == null ? List.of(opened) : List.of(opened, process(network.owner()));
    }

    private static List<Step> joinUsers(Network network) {
        return network.users() == null
                ? List.of()
                : List.of(
                        process(network.users()),
                        Step.of(Opcode.DUMPABLE, 0),
                        Step.of(Opcode.JOIN, Slots.PROCESS, Namespaces.flag(Namespace.USER))
                                .on("of process " + network.users().pid()));
    }

    private static Step process(Owner owner) {
        return Step.of(Opcode.PROCESS, Slots.PROCESS, owner.pid(), owner.startTime())
                .on("process " + owner.pid());
    }
}
