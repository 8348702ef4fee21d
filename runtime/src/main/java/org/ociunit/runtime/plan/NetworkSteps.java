package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.network.RouteRequest;
import org.ociunit.spec.Namespace;

/** Changes of a network, by a process that joins it for that. */
public final class NetworkSteps {
    private static final int READING = 0;

    private NetworkSteps() {}

    /**
     * A process whose network is meant.
     *
     * @param pid its number
     * @param startTime when it was started, as {@code /proc/<pid>/stat} has it
     */
    public record Member(long pid, long startTime) {}

    /**
     * Joins a network and changes it.
     *
     * @param member a process that is in it
     * @param joinsUsers whether its user namespace is joined, too, whose root may change the network
     * @param other a process of the network that the changes name, or null if they name none
     * @param requests the changes, in their order
     * @return the steps
     */
    public static List<Step> change(
            Member member, boolean joinsUsers, @Nullable Member other, List<RouteRequest> requests) {
        List<Step> steps = new ArrayList<>();
        if (other != null) { // looked up before it is known to live: then the file is its own
            steps.add(Step.of(Opcode.OPEN_FILE, Slots.NETWORK, "/proc/" + other.pid() + "/ns/net", READING));
            steps.add(process(other));
        }
        steps.add(process(member));
        steps.add(Step.of(Opcode.DUMPABLE, 0));
        long users = joinsUsers ? Namespaces.flag(Namespace.USER) : 0;
        steps.add(Step.of(Opcode.JOIN, Slots.PROCESS, users | Namespaces.flag(Namespace.NETWORK))
                .on("of process " + member.pid()));
        requests.forEach(
                request -> steps.add(Step.of(Opcode.ROUTE, request.message(), Slots.NETWORK, request.namespaceAt())
                        .on(request.words())));
        return steps;
    }

    private static Step process(Member member) {
        return Step.of(Opcode.PROCESS, Slots.PROCESS, member.pid(), member.startTime())
                .on("process " + member.pid());
    }
}
