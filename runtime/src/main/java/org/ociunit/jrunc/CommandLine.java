package org.ociunit.jrunc;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ociunit.error.Warnings;

/** Reads a command line and has its command carried out. */
final class CommandLine {
    private static final int FAILURE = 1;
    private static final int UNKNOWN_COMMAND = 3;

    private final Personality personality;
    private final Map<String, String> environment;
    private final Path directory;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private ErrorLog log;

    private CommandLine(
            Personality personality,
            Map<String, String> environment,
            Path directory,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        this.personality = personality;
        this.environment = environment;
        this.directory = directory.toAbsolutePath();
        this.in = in;
        this.out = out;
        this.err = err;
        this.log = plainLog();
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            Path directory,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        return new CommandLine(Personality.current(), environment, directory, in, out, err).run(arguments);
    }

    static int run(
            List<String> arguments, Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {
        return run(arguments, environment, directory, InputStream.nullInputStream(), out, err);
    }

    private int run(List<String> words) {
        try {
            return global(words);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int global(List<String> words) {
        Invocation global;
        try {
            global = GlobalFlags.GRAMMAR.parse(words);
        } catch (UsageException e) {
            out.print("Incorrect Usage. " + e.getMessage() + "\n\n" + Help.ofAll(personality));
            return failed(e);
        }
        if (global.has(GlobalFlags.VERSION.name())) {
            out.print(personality.versionLines());
            return 0;
        }
        if (global.has(Grammar.HELP.name()) || global.arguments().isEmpty()) {
            out.print(Help.ofAll(personality));
            return 0;
        }
        return command(global);
    }

    private int command(Invocation global) {
        try {
            log = GlobalFlags.log(global, directory, err, isTerminal(), Clock.systemUTC());
            Optional<Path> root = GlobalFlags.root(global, directory);
            Optional<Command> command = Commands.find(global.argument(0));
            if (command.isEmpty()) {
                log.error(noHelp(global.argument(0)));
                return UNKNOWN_COMMAND;
            }
            GlobalFlags.requireSupported(global);
            boolean grouped = GlobalFlags.grouped(global);
            Session session = new Session(personality, environment, directory, in, out, log, root, grouped);
            Warnings.tell(log);
            return command(command.get(), global.argumentsFrom(1), session);
        } catch (RefusalException e) {
            return failed(e);
        } finally {
            Warnings.leave(log);
        }
    }

    /** What is said of a command that is none. */
    static String noHelp(String name) {
        return "No help topic for '" + name + "'";
    }

    private int command(Command command, List<String> words, Session session) {
        Invocation invocation;
        try {
            invocation = command.grammar().parse(words);
        } catch (UsageException e) {
            out.print("Incorrect Usage: " + e.getMessage() + "\n\n" + Help.of(command, personality));
            return failed(e);
        }
        if (invocation.has(Grammar.HELP.name())) {
            out.print(Help.of(command, personality));
            return 0;
        }
        Optional<String> objection =
                command.arity().objection(command.name(), invocation.arguments().size());
        if (objection.isPresent()) {
            out.print("Incorrect Usage.\n\n" + Help.of(command, personality));
            log.error(personality.name() + ": " + objection.get());
            return FAILURE;
        }
        return carryOut(command, invocation, session);
    }

    private int carryOut(Command command, Invocation invocation, Session session) {
        try {
            return command.run(invocation, session);
        } catch (RuntimeException e) {
            String id = invocation.arguments().isEmpty() ? "" : invocation.argument(0);
            Optional<String> program = Messages.ofProgram(e, command.name());
            if (program.isPresent()) {
                log.bare(program.get());
            } else {
                log.error(Messages.of(e, command.name(), id).after(command.failurePrefix(personality)));
            }
            return command.failure();
        }
    }

    private int failed(RuntimeException failure) {
        log.error(Messages.of(failure, "", ""));
        return FAILURE;
    }

    private ErrorLog plainLog() {
        return new ErrorLog(ErrorLog.Format.TEXT, Optional.empty(), false, err, isTerminal(), Clock.systemUTC());
    }

    private static boolean isTerminal() {
        return Caller.isTerminal(2);
    }
}
