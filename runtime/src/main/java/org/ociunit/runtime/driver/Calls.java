package org.ociunit.runtime.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ociunit.error.ContainerException;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.error.RuntimeCommandException;
import org.ociunit.error.RuntimeCrashedException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.ProcessTable;
import org.ociunit.runtime.Verb;

/**
 * Runs a runtime's commands, and makes of each answer a result or an exception: by what the runtime says, and where that
 * does not tell, or cannot be trusted, by the state that the container is in.
 *
 * @param dialect what the command line has of its own
 * @param stateRoot where the runtime keeps its containers' state; it need not be there yet
 * @param line what runs the commands
 * @param arguments what writes them
 */
record Calls(Dialect dialect, Path stateRoot, CommandLine line, Arguments arguments) {
    /** How long a command may take that only looks, or gives an order. */
    static final Duration BRIEF = Duration.ofSeconds(30);

    private static final Set<Verb> BIRTHS = EnumSet.of(Verb.CREATE, Verb.RESTORE);

    /** What a command prints that is about no container. */
    String ask(String failure, List<String> command) {
        CommandLine.Outcome outcome = line.run(command);
        if (!outcome.succeeded()) {
            throw new RuntimeCommandException(
                    failure, outcome.command(), outcome.exit().code(), outcome.stderr());
        }
        return outcome.stdout();
    }

    /** Has a verb done. */
    CommandLine.Outcome run(Verb verb, ContainerId id, List<String> command) {
        return run(verb, id, command, "", List.of(), BRIEF);
    }

    /** Has a verb done, with something for its command to read, and files for its descriptors 3, 4 and so on. */
    CommandLine.Outcome run(
            Verb verb, ContainerId id, List<String> command, String input, List<Path> further, Duration deadline) {
        if (dialect.isHollow(verb)) {
            requireApplies(verb, id);
        }
        CommandLine.Outcome outcome = line.run(command, input, further, deadline);
        if (!outcome.succeeded()) {
            throw failure(verb, id, outcome, outcome.stderr());
        }
        if (dialect.isHollow(verb)) {
            confirm(verb, id, outcome);
        }
        return outcome;
    }

    void requireApplies(Verb verb, ContainerId id) {
        Status status = state(id).status();
        if (!verb.appliesTo(status)) {
            throw verb.illegal(id, status);
        }
    }

    /** What happened counts, not what was answered. */
    private void confirm(Verb verb, ContainerId id, CommandLine.Outcome outcome) {
        Status status = state(id).status();
        boolean had = verb == Verb.RESUME
                ? status != Status.PAUSED
                : verb.leadsTo().isEmpty() || verb.leadsTo().get() == status;
        if (!had) {
            throw new RuntimeCommandException(
                    "Could not " + verb + " container " + id + ".",
                    outcome.command(),
                    outcome.exit().code(),
                    "and yet the container is " + status + ".");
        }
    }

    /**
     * Neither exit codes nor texts tell a usage error from a state that does not allow the verb; the state itself does. A
     * crash is no refusal, but a container that is gone afterwards is gone.
     */
    ContainerException failure(Verb verb, ContainerId id, CommandLine.Outcome outcome, String log) {
        ContainerException failure =
                new Failures(dialect).of(verb, id, outcome, log.isBlank() ? outcome.stderr() : log);
        if (BIRTHS.contains(verb) || verb == Verb.STATE || failure instanceof ContainerNotFoundException) {
            return failure;
        }
        try {
            Status status = state(id).status();
            boolean isRefusal = !verb.appliesTo(status) && !(failure instanceof RuntimeCrashedException);
            return isRefusal ? verb.illegal(id, status) : failure;
        } catch (ContainerNotFoundException gone) {
            return gone;
        } catch (ContainerException unclear) {
            failure.addSuppressed(unclear);
            return failure;
        }
    }

    State state(ContainerId id) {
        return Told.state(
                id,
                run(Verb.STATE, id, arguments.withoutExtra().plain(Verb.STATE, id))
                        .stdout());
    }

    List<State> list() {
        if (Files.notExists(stateRoot)) { // which newer ones refuse to look into
            return List.of();
        }
        String told =
                ask("Could not list the containers.", arguments.withoutExtra().list());
        return dialect.hasTablesForLists() ? statesOf(Told.table(told)) : Told.states(told);
    }

    /** A cell that is empty shifts those after it, but the name is the first. */
    private List<State> statesOf(ProcessTable containers) {
        List<State> states = new ArrayList<>();
        for (List<String> row : containers.rows()) {
            try {
                states.add(state(new ContainerId(row.get(0))));
            } catch (ContainerNotFoundException goneMeanwhile) {
                // It is no longer one of them.
            }
        }
        return states;
    }
}
