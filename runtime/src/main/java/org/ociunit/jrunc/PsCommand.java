package org.ociunit.jrunc;

import java.util.List;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;

/** Prints the processes of a container, as ps(1) shows them. */
final class PsCommand implements Command {
    @Override
    public String name() {
        return "ps";
    }

    @Override
    public String purpose() {
        return "show the processes of a container";
    }

    @Override
    public String takes() {
        return "<container-id> [arguments of ps...]";
    }

    @Override
    public Arity arity() {
        return Arity.atLeast(1);
    }

    @Override
    public List<Flag> flags() {
        return List.of(ListCommand.FORMAT);
    }

    @Override
    public boolean stopsAtFirst() {
        return true;
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        List<Long> pids = pids(session, id);
        session.out()
                .print(
                        switch (invocation.text("format", "table")) {
                            case "table" -> ProcessList.of(pids, invocation.argumentsFrom(1));
                            case "json" -> GoJson.line(pids) + "\n";
                            default -> throw new RefusalException("invalid format option");
                        });
        return 0;
    }

    /** A container that has stopped has none, which is no error. */
    private static List<Long> pids(Session session, ContainerId id) {
        return session.runtime().state(id).status() == Status.STOPPED
                ? List.of()
                : session.runtime().ps(id);
    }
}
