package org.ociunit.jrunc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.RuntimeEvent;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.embedded.EmbeddedRuntime;

/** Prints the events of a container, one JSON document a line. */
final class EventsCommand implements Command {
    @Override
    public String name() {
        return "events";
    }

    @Override
    public String purpose() {
        return "print how much a container uses, and when it runs out of memory";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flag.duration("interval", "the time between two counts").initially("5s"),
                Flag.toggle("stats", "print one count alone"));
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        EmbeddedRuntime runtime = session.runtime();
        Status status = runtime.state(id).status();
        Duration interval = Duration.parse(invocation.text("interval", "PT5S"));
        if (interval.isZero() || interval.isNegative()) {
            throw new RefusalException("duration interval must be greater than 0");
        }
        if (!Verb.EVENTS.appliesTo(status)) {
            throw Verb.EVENTS.illegal(id, status);
        }
        if (invocation.has("stats")) {
            print(session, EventLine.stats(id, runtime.stats(id)));
        } else {
            follow(runtime, id, interval, session);
        }
        return 0;
    }

    private static void follow(EmbeddedRuntime runtime, ContainerId id, Duration interval, Session session) {
        try (Stream<RuntimeEvent> events = runtime.events(id, interval)) {
            events.forEach(event -> print(session, EventLine.of(event)));
        }
    }

    private static void print(Session session, String line) {
        session.out().print(line);
        session.out().flush();
    }
}
