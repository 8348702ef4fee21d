package org.ociunit.jrunc;

/** Thaws a container. */
final class ResumeCommand implements Command {
    @Override
    public String name() {
        return "resume";
    }

    @Override
    public String purpose() {
        return "let the processes of a paused container go on";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        session.runtime().resume(Session.id(invocation));
        return 0;
    }
}
