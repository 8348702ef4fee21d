package org.ociunit.jrunc;

import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.embedded.EmbeddedRuntime;
import org.ociunit.runtime.store.ContainerOutline;

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
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        EmbeddedRuntime runtime = session.onlooker();
        ContainerOutline container = runtime.store().outline(id);
        session.out().print(GoJson.indented(StateMembers.of(container, runtime.stateOf(container), ""), "  "));
        return 0;
    }
}
