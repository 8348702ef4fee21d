package org.ociunit.jrunc;

import java.util.List;
import java.util.Optional;

/** Prints help. */
final class HelpCommand implements Command {
    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String purpose() {
        return "show the commands, or the help for one";
    }

    @Override
    public String takes() {
        return "[command]";
    }

    @Override
    public Arity arity() {
        return new Arity(0, 1);
    }

    static final String NAME = "help";

    private static final int UNKNOWN_TOPIC = 3;

    @Override
    public int run(Invocation invocation, Session session) {
        List<String> topics = invocation.arguments();
        if (topics.isEmpty()) {
            session.out().print(Help.ofAll(session.personality()));
            return 0;
        }
        Optional<Command> command = Commands.find(topics.get(0));
        if (command.isEmpty()) {
            session.log().error(CommandLine.noHelp(topics.get(0)));
            return UNKNOWN_TOPIC;
        }
        session.out().print(Help.of(command.get(), session.personality()));
        return 0;
    }
}
