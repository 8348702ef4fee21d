package org.ociunit.jrunc;

/** Waits for the end of a container, and has its exit code. */
final class WaitCommand implements Command {
    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String purpose() {
        return "wait for the end of a container and exit as it did";
    }

    @Override
    public int run(Invocation invocation, Session session) {
        return session.runtime()
                .waitFor(Session.id(invocation), Foreground.FOREVER)
                .code();
    }
}
