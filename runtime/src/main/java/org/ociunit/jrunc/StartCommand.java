package org.ociunit.jrunc;

/** Lets the program of a created container run. */
final class StartCommand implements Command {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String purpose() {
        return "execute the user's program in a created container";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Notification.start(session, session.runtime(), Session.id(invocation));
        return 0;
    }
}
