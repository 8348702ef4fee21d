package org.ociunit.scenario;

import java.util.List;
import java.util.stream.Collectors;
import org.ociunit.lifecycle.Signal;
import org.ociunit.runtime.Verb;

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
    DELETE(Verb.DELETE);

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
            case DELETE -> scenario.delete();
            default -> throw new IllegalStateException("A scenario has no " + verb + ".");
        };
    }

    /** The verb as Java has it in a scenario, such as {@code .kill(Signal.TERM)}. */
    String java() {
        if (verb == Verb.KILL) {
            String signal = arguments.get(0);
            return ".kill(" + (signal.equals("0") ? "new Signal(0)" : "Signal." + signal) + ")";
        }
        return "." + verb + "("
                + arguments.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ")) + ")";
    }

    /** The verb, and the signal if it sends one. */
    @Override
    public String toString() {
        return verb == Verb.KILL ? verb + " " + arguments.get(0) : verb.toString();
    }
}
