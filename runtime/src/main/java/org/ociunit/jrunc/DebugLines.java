package org.ociunit.jrunc;

/** What runc logs with {@code --debug} while it makes a container, which its own tests look for. */
final class DebugLines {
    private DebugLines() {}

    static void made(Session session) {
        if (session.personality().isRunc()) {
            session.log().debug("nsexec container setup");
            session.log().debug("child process in init()");
            session.log().debug("init: closing the pipe to signal completion");
        }
    }

    static void joined(Session session) {
        if (session.personality().isRunc()) {
            session.log().debug("nsexec container setup");
            session.log().debug("child process in init()");
            session.log().debug("setns_init: about to exec");
        }
    }
}
