package org.ociunit.runtime.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A command to start.
 *
 * @param program the absolute path of the program
 * @param arguments its arguments, without its own name in front
 * @param environment its whole environment
 * @param directory the folder that it starts in
 * @param grace how long it may go on when this JVM ends, before it is killed
 */
public record Command(
        Path program, List<String> arguments, Map<String, String> environment, Path directory, Duration grace) {
    /** Copies the collections. */
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * A command that starts in the root folder and is killed at once when this JVM ends.
     *
     * @param program the absolute path of the program
     * @param arguments its arguments
     * @return a command with this JVM's environment
     */
    public static Command of(Path program, String... arguments) {
        return new Command(program, List.of(arguments), System.getenv(), Path.of("/"), Duration.ZERO);
    }

    /**
     * The same command in another folder.
     *
     * @param other where it starts
     * @return such a command
     */
    public Command in(Path other) {
        return new Command(program, arguments, environment, other, grace);
    }

    /**
     * The same command with another environment.
     *
     * @param other the whole environment
     * @return such a command
     */
    public Command withEnvironment(Map<String, String> other) {
        return new Command(program, arguments, other, directory, grace);
    }

    /**
     * The same command with time to finish when this JVM ends.
     *
     * @param other how long
     * @return such a command
     */
    public Command withGrace(Duration other) {
        return new Command(program, arguments, environment, directory, other);
    }

    /** The arguments as execve(2) takes them, the program's name in front. */
    List<String> argv() {
        java.util.ArrayList<String> argv = new java.util.ArrayList<>();
        argv.add(program.toString());
        argv.addAll(arguments);
        return argv;
    }

    /** The environment as execve(2) takes it. */
    List<String> envp() {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
