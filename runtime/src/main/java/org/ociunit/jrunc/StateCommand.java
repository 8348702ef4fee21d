package org.ociunit.jrunc;

import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.store.StoredContainer;

/** Prints the state of a container. */
final class StateCommand implements Command {
    @Override
    public String name() {
        return "state";
    }

    @Override
    public String purpose() {
        return "output the state of a container";
    }

    @Override
    public String takes() {
        return "<container-id>";
    }

    @Override
    public Arity arity() {
        return Arity.exactly(1);
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        StoredContainer container = session.stored(id, Verb.STATE);
        State state = session.runtime().state(id);
        session.out().print(GoJson.indented(StateMembers.of(container, state, ""), "  "));
        return 0;
    }
}
