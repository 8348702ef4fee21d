package org.ociunit.jrunc;

/** Freezes a container. */
final class PauseCommand implements Command {
    @Override
    public String name() {
        return "pause";
    }

    @Override
    public String purpose() {
        return "suspend all processes of a container";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        session.runtime().pause(Session.id(invocation));
        return 0;
    }
}
