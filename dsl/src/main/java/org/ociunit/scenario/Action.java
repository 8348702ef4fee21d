package org.ociunit.scenario;

import java.util.List;
import java.util.stream.Collectors;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.Verb;
import org.ociunit.spec.Cpu;
import org.ociunit.spec.LinuxResources;
import org.ociunit.spec.Memory;

/** What an exploration does with a container: a verb with its arguments. */
enum Action {
    /** Makes a container whose program says when it is ready, and ends when it is asked to. */
    CREATE(
            Verb.CREATE,
            "sh",
            "-c",
            "trap 'exit " + Action.ASKED + "' TERM; touch " + Action.READY + "; sleep 600 & wait"),
    /** Makes a container whose program ends by itself. */
    CREATE_ENDING(Verb.CREATE, "sh", "-c", "exit " + Action.ENDED),
    START(Verb.START),
    PAUSE(Verb.PAUSE),
    RESUME(Verb.RESUME),
    /** Sends nothing, and only asks whether there is somebody to send to. */
    KILL_0(Verb.KILL, "0"),
    KILL_TERM(Verb.KILL, "TERM"),
    KILL_KILL(Verb.KILL, "KILL"),
    EXEC(Verb.EXEC, "sh", "-c", "exit " + Action.EXECUTED),
    /** Waits until the container's program is ready. */
    EXEC_READY(Verb.EXEC, "sh", "-c", "until test -e " + Action.READY + "; do sleep 0.01; done"),
    /** Limits the memory. */
    UPDATE(Verb.UPDATE, "" + Action.LIMIT),
    /** Limits the memory otherwise, and asks for a processor that no machine has. */
    UPDATE_WRONGLY(Verb.UPDATE, "" + 2 * Action.LIMIT, "99999"),
    DELETE(Verb.DELETE);

    /** How much memory the container may have, in bytes. */
    static final long LIMIT = 64 << 20;

    /** How the program ends that is asked to. */
    static final int ASKED = 7;

    /** How the program ends that ends by itself. */
    static final int ENDED = 5;

    /** How the further program ends. */
    static final int EXECUTED = 3;

    private static final String READY = "/tmp/ready";

    private final Verb verb;
    private final List<String> arguments;

    Action(Verb verb, String... arguments) {
        this.verb = verb;
        this.arguments = List.of(arguments);
    }

    Verb verb() {
        return verb;
    }

    /** Adds the verb to a scenario. */
    Scenario in(Scenario scenario) {
        return switch (verb) {
            case CREATE -> scenario.create(arguments.toArray(String[]::new));
            case START -> scenario.start();
            case PAUSE -> scenario.pause();
            case RESUME -> scenario.resume();
            case KILL -> scenario.kill(Signal.of(arguments.get(0)));
            case EXEC -> scenario.exec(arguments.toArray(String[]::new));
            case UPDATE -> scenario.update(limits());
            case DELETE -> scenario.delete();
            default -> throw new IllegalStateException("A scenario has no " + verb + ".");
        };
    }

    private LinuxResources limits() {
        long memory = Long.parseLong(arguments.get(0));
        LinuxResources limits = LinuxResources.empty().withMemory(Memory.empty().withLimit(memory));
        return this == UPDATE ? limits : limits.withCpu(Cpu.empty().withCpus(arguments.get(1)));
    }

    /** The verb as Java has it in a scenario, such as {@code .kill(Signal.TERM)}. */
    String java() {
        if (verb == Verb.KILL) {
            String signal = arguments.get(0);
            return ".kill(" + (signal.equals("0") ? "new Signal(0)" : "Signal." + signal) + ")";
        }
        if (verb == Verb.UPDATE) {
            String cpus = this == UPDATE ? "" : ".withCpu(Cpu.empty().withCpus(\"" + arguments.get(1) + "\"))";
            return ".update(LinuxResources.empty().withMemory(Memory.empty().withLimit(" + arguments.get(0) + "L))"
                    + cpus + ")";
        }
        return "." + verb + "("
                + arguments.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ")) + ")";
    }

    /** The verb, with the signal if it sends one, and with what is wrong about it. */
    @Override
    public String toString() {
        return switch (this) {
            case KILL_0, KILL_TERM, KILL_KILL -> verb + " " + arguments.get(0);
            case UPDATE_WRONGLY -> verb + " to processor " + arguments.get(1);
            default -> verb.toString();
        };
    }
}
