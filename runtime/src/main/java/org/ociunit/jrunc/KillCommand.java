package org.ociunit.jrunc;

import java.util.List;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.embedded.EmbeddedRuntime;

/** Sends a signal to a container's first process. */
final class KillCommand implements Command {
    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String purpose() {
        return "send a signal (default: SIGTERM) to the container's init process";
    }

    @Override
    public String takes() {
        return "<container-id> [signal]";
    }

    @Override
    public Arity arity() {
        return new Arity(1, 2);
    }

    @Override
    public List<Flag> flags() {
        return List.of(Flag.toggle("all", "accepted: a container that has stopped is no error then")
                .or("a")
                .unlisted());
    }

    @Override
    public boolean stopsAtFirst() {
        return true;
    }

    @Override
    public int run(Invocation invocation, Session session) {
        ContainerId id = Session.id(invocation);
        EmbeddedRuntime runtime = session.runtime();
        Status status = runtime.state(id).status();
        try {
            kill(runtime, id, status, signalText(invocation));
        } catch (IllegalTransitionException e) {
            if (!invocation.has("all")) {
                throw e;
            }
        }
        return 0;
    }

    private static String signalText(Invocation invocation) {
        String text = String.join("", invocation.argumentsFrom(1));
        return text.isEmpty() ? "TERM" : text;
    }

    private static void kill(EmbeddedRuntime runtime, ContainerId id, Status status, String text) {
        if (text.matches("[+-]?\\d{1,18}")) {
            long number = Long.parseLong(text);
            if (status == Status.STOPPED && number != Signal.KILL.number()) {
                throw Verb.KILL.illegal(id, status);
            }
            if (number < 0 || number > 64) {
                throw new RefusalException("unable to signal init: invalid argument: signal " + text
                        + ", which takes a number from 0 to 64");
            }
            runtime.kill(id, new Signal((int) number));
        } else {
            runtime.kill(id, named(text));
        }
    }

    private static Signal named(String text) {
        try {
            return Signal.of(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException("unknown signal " + GoQuote.of(text));
        }
    }
}
