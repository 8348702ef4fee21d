package org.ociunit.jrunc;

import java.util.List;

/** Changes the limits of a container. */
final class UpdateCommand implements Command {
    @Override
    public String name() {
        return "update";
    }

    @Override
    public String purpose() {
        return "change the limits of a container";
    }

    @Override
    public List<Flag> flags() {
        return UpdateFlags.ALL;
    }

    @Override
    public int run(Invocation invocation, Session session) {
        session.runtime().update(Session.id(invocation), UpdateFlags.resources(invocation, session));
        return 0;
    }
}
