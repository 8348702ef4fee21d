package org.ociunit;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ociunit.error.ContainerException;

/** When a container that runs is of use. It is looked at after everything that happens, and ten times a second. */
public interface Ready {
    /**
     * The condition in words, for messages.
     *
     * @return part of a sentence, such as {@code a line like "started" was written}
     */
    String description();

    /**
     * Looks whether the condition holds.
     *
     * @param container a container that runs
     * @return whether it is of use
     */
    boolean test(Container container);

    /**
     * Any condition.
     *
     * @param description the condition in words, as part of a sentence
     * @param condition looks whether it holds
     * @return the condition
     */
    static Ready when(String description, Predicate<Container> condition) {
        return new Ready() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public boolean test(Container container) {
                return condition.test(container);
            }
        };
    }

    /**
     * The container has written such a line to its standard output or its standard error.
     *
     * @param regex an expression that is found somewhere in the line
     * @return the condition
     */
    static Ready logLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Ready ready = when("a line like \"" + regex + "\" was written", container -> {
            String text = container.stdout().text() + "\n" + container.stderr().text();
            return text.lines().anyMatch(line -> pattern.matcher(line).find());
        });
        return new ReadyDocument.Told(ReadyDocument.logLine(regex), ready);
    }

    /**
     * A program that is run in the container ends with 0. It leaves nothing in the container's timeline, and is killed if it
     * takes longer than 2 seconds.
     *
     * @param args the program and its arguments
     * @return the condition
     */
    static Ready exec(String... args) {
        Command command = Command.of(args).deadline(BundleDefaults.TRY);
        Ready ready = when("\"" + command + "\" ended with 0", container -> {
            try {
                return container.execQuietly(command).exitCode() == 0;
            } catch (ContainerException notYet) {
                return false;
            }
        });
        return new ReadyDocument.Told(ReadyDocument.exec(args), ready);
    }

    /**
     * Somebody listens on a TCP port in the container's network, on any of its addresses. With {@code Network.host()} that may
     * be anybody on this machine. It is looked up from outside: the container needs no program for it, and sees no connection.
     *
     * <p>Where its ports lead out, as with {@link Network#reachable()}, a connection to {@link Container#address} has to be
     * taken as well; it says nothing, and is closed after a moment.
     *
     * @param port the port, 1 to 65535
     * @return the condition
     * @throws IllegalArgumentException if there is no such port
     */
    static Ready port(int port) {
        Ports.requireLegal(port);
        Ready ready = when("TCP port " + port + " is listened on", container -> {
            OptionalLong pid = container.firstPid();
            return pid.isPresent()
                    && KernelView.of(pid.getAsLong()).listens(port)
                    && container.ports().isTaken(port);
        });
        return new ReadyDocument.Told(ReadyDocument.port(port, null), ready);
    }

    /**
     * A server in the container answers a request for a path, by HTTP on the first TCP port that the bundle or its image
     * {@linkplain Container#exposedPorts exposes}, or 80 if they name none.
     *
     * @param path what is asked for, such as {@code /health}
     * @return the condition, see {@link #http(int, String)}
     * @throws IllegalArgumentException if that is no path
     */
    static Ready http(String path) {
        HttpProbe probe = new HttpProbe(path);
        Ready ready = when(
                "GET " + path + " was answered", container -> probe.isAnswered(container, Ports.exposed(container)));
        return new ReadyDocument.Told(ReadyDocument.port(null, path), ready);
    }

    /**
     * A server in the container answers a request for a path, by HTTP, with a status from 200 to 399. It is asked from outside,
     * at {@link Container#address}: the container needs a network that can be reached, such as {@link Network#reachable()}.
     *
     * @param port its TCP port in the container, 1 to 65535
     * @param path what is asked for, such as {@code /health}
     * @return the condition
     * @throws IllegalArgumentException if there is no such port, or that is no path
     */
    static Ready http(int port, String path) {
        Ports.requireLegal(port);
        HttpProbe probe = new HttpProbe(path);
        Ready ready = when(
                "GET " + path + " on port " + port + " was answered", container -> probe.isAnswered(container, port));
        return new ReadyDocument.Told(ReadyDocument.port(port, path), ready);
    }

    /**
     * At least one of several conditions holds.
     *
     * @param conditions the conditions, which are looked at in their order until one holds
     * @return the condition
     * @throws IllegalArgumentException if there is none
     */
    static Ready any(Ready... conditions) {
        List<Ready> all = some(conditions);
        return when(describe(all, " or "), container -> all.stream().anyMatch(ready -> ready.test(container)));
    }

    /**
     * All of several conditions hold at once.
     *
     * @param conditions the conditions, which are looked at in their order until one does not hold
     * @return the condition
     * @throws IllegalArgumentException if there is none
     */
    static Ready all(Ready... conditions) {
        List<Ready> all = some(conditions);
        return when(describe(all, " and "), container -> all.stream().allMatch(ready -> ready.test(container)));
    }

    private static List<Ready> some(Ready... conditions) {
        if (conditions.length == 0) {
            throw new IllegalArgumentException("Illegal condition: it takes at least one to choose from.");
        }
        return List.of(conditions);
    }

    private static String describe(List<Ready> conditions, String between) {
        return conditions.stream().map(Ready::description).collect(Collectors.joining(between));
    }
}
