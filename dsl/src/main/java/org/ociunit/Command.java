package org.ociunit;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ociunit.spec.ConsoleSize;

/**
 * A further program for a container that runs: {@code Command.of("id").user("1000")}.
 *
 * @param args the program and its arguments
 * @param env variables, added to those of the container's own program
 * @param user who runs it, as {@code uid}, {@code uid:gid} or a name; by default the user of the container's own program
 * @param cwd the working directory, an absolute path in the container; by default that of the container's own program
 * @param stdin what it reads; by default nothing
 * @param terminal the size of the terminal that it gets in place of the three streams; by default it gets none
 * @param deadline how long {@link Container#exec} lets it run, and {@link LiveProcess#await()} waits for it; by default 10
 *     seconds
 */
public record Command(
        List<String> args,
        Map<String, String> env,
        Optional<String> user,
        Optional<String> cwd,
        Optional<String> stdin,
        Optional<ConsoleSize> terminal,
        Optional<Duration> deadline) {
    private static final int LARGEST = 0xffff;

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if there is no program
     */
    public Command {
        args = List.copyOf(args);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        if (args.isEmpty()) {
            throw new IllegalArgumentException("Illegal command: it takes a program.");
        }
    }

    /**
     * A command with the defaults.
     *
     * @param args the program and its arguments
     * @return the command
     */
    public static Command of(String... args) {
        return new Command(
                List.of(args),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The same command with one more variable.
     *
     * @param name the variable's name
     * @param value its value
     * @return such a command
     */
    public Command env(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(env);
        more.put(name, value);
        return new Command(args, more, user, cwd, stdin, terminal, deadline);
    }

    /**
     * The same command for another user.
     *
     * @param name {@code uid}, {@code uid:gid}, or a name of the container's {@code /etc/passwd}
     * @return such a command
     */
    public Command user(String name) {
        return new Command(args, env, Optional.of(name), cwd, stdin, terminal, deadline);
    }

    /**
     * The same command in another working directory.
     *
     * @param directory an absolute path in the container
     * @return such a command
     */
    public Command cwd(String directory) {
        return new Command(args, env, user, Optional.of(directory), stdin, terminal, deadline);
    }

    /**
     * The same command with an input.
     *
     * @param text what it reads, as UTF-8
     * @return such a command
     */
    public Command stdin(String text) {
        return new Command(args, env, user, cwd, Optional.of(text), terminal, deadline);
    }

    /**
     * The same command on a terminal of its own: what it writes, error output too, arrives as its standard output, with the
     * terminal's line ends, and its input is typed.
     *
     * @param rows the terminal's height in characters, 1 to 65535
     * @param columns its width in characters, 1 to 65535
     * @return such a command
     * @throws IllegalArgumentException if no terminal has that size
     */
    public Command terminal(int rows, int columns) {
        return new Command(args, env, user, cwd, stdin, Optional.of(size(rows, columns)), deadline);
    }

    static ConsoleSize size(int rows, int columns) {
        if (Math.min(rows, columns) < 1 || Math.max(rows, columns) > LARGEST) {
            throw new IllegalArgumentException("Illegal size of a terminal, " + rows + " rows and " + columns
                    + " columns: it takes 1 to " + LARGEST + " of each.");
        }
        return ConsoleSize.of(rows, columns);
    }

    /**
     * The same command with another deadline.
     *
     * @param duration how long {@link Container#exec} lets it run, and {@link LiveProcess#await()} waits for it
     * @return such a command
     */
    public Command deadline(Duration duration) {
        return new Command(args, env, user, cwd, stdin, terminal, Optional.of(duration));
    }

    /** The program and its arguments, such as {@code ls -l}. */
    @Override
    public String toString() {
        return String.join(" ", args);
    }
}
