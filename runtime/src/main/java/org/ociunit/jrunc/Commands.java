package org.ociunit.jrunc;

import java.util.List;
import java.util.Optional;

/** The table of all commands. */
final class Commands {
    static final List<Command> ALL = List.of(
            new CheckpointCommand(),
            new CreateCommand(),
            new DeleteCommand(),
            new EventsCommand(),
            new ExecCommand(),
            new KillCommand(),
            new ListCommand(),
            new PauseCommand(),
            new PsCommand(),
            new RestoreCommand(),
            new ResumeCommand(),
            new RunCommand(),
            new SpecCommand(),
            new StartCommand(),
            new StateCommand(),
            new UpdateCommand(),
            new FeaturesCommand(),
            new ExplainCommand(),
            new WaitCommand(),
            new RecordCommand(),
            new HelpCommand());

    private Commands() {}

    static Optional<Command> find(String name) {
        String whole = name.equals("h") ? HelpCommand.NAME : name;
        for (Command command : ALL) {
            if (command.name().equals(whole)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }
}
