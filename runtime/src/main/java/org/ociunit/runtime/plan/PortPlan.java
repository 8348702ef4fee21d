package org.ociunit.runtime.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.ociunit.spec.Namespace;

/**
 * Makes the steps by which a port in a process' network namespace becomes one of this machine's: sockets are opened on
 * loopback, and a process that has them joins the namespace.
 *
 * @param pid the process whose network it is
 * @param startTime when that was started, as {@code /proc/<pid>/stat} has it
 * @param joinsUsers whether that is in another user namespace, whose network only those who are in it may join
 * @param port the port in there
 */
public record PortPlan(long pid, long startTime, boolean joinsUsers, int port) {
    /** Of TCP and of UDP, for each family. */
    private static final int MOST_SOCKETS = 4;

    private static final int KILL = 9;
    private static final int NONE = 0;

    /**
     * Opens the sockets outside.
     *
     * @return the steps; the values that they answer are a port, and how many sockets there are on it
     */
    public List<Step> listening() {
        return List.of(Step.of(Opcode.LISTEN_PORT, sockets(MOST_SOCKETS)));
    }

    /**
     * The slots that the sockets are in: TCP and UDP by turns.
     *
     * @param count how many there are
     * @return the slots
     */
    public static List<Integer> sockets(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /**
     * What a forked process does. It is not to be looked into from in there, and once it has joined, it needs no right.
     *
     * @param sockets the slots of the sockets
     * @return the steps, the last of which goes on as long as the process lives whose network it is
     */
    public List<Step> forwarding(List<Integer> sockets) {
        long types = Namespaces.flag(Namespace.NETWORK) + (joinsUsers ? Namespaces.flag(Namespace.USER) : 0);
        return List.of(
                Step.of(Opcode.DESCRIPTORS, NONE, sockets),
                Step.of(Opcode.DEATH_SIGNAL, KILL),
                Step.of(Opcode.PROCESS, Slots.PROCESS, pid, startTime).on("the container's first process"),
                Step.of(Opcode.DUMPABLE, NONE),
                Step.of(Opcode.JOIN, Slots.PROCESS, types).on("of the container"),
                Step.of(Opcode.DEATH_SIGNAL, KILL), // new rights have taken it back
                Step.of(Opcode.LOOPBACK), // not every runtime has done that
                Step.of(Opcode.CAPABILITIES, NONE, NONE, NONE, NONE, NONE),
                Step.of(Opcode.NO_NEW_PRIVILEGES),
                Step.of(Opcode.DUMPABLE, NONE),
                Step.of(Opcode.REPORT),
                Step.of(Opcode.FORWARD_PORT, every(sockets, 0), every(sockets, 1), Slots.PROCESS, port));
    }

    private static List<Integer> every(List<Integer> sockets, int remainder) {
        return sockets.stream().filter(slot -> slot % 2 == remainder).toList();
    }
}
