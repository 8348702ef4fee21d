package org.ociunit.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.Signal;

/**
 * What a new image says about its process, beginning with what the image says that it comes from. It is immutable: each
 * change returns another one.
 *
 * <pre>{@code
 * Image image = container.commit(like -> like.cmd("serve").env("MODE", "test").label("com.example.team", "web"));
 * }</pre>
 */
public final class ImageChanges {
    private final Map<String, Object> config;

    private ImageChanges(Map<String, Object> config) {
        this.config = Collections.unmodifiableMap(config);
    }

    static ImageChanges of(Object config) {
        return new ImageChanges(members(config));
    }

    /** What a document says: its members, none if it is something else. */
    static Map<String, Object> members(@Nullable Object document) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (document instanceof Map<?, ?> map) {
            map.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
    }

    Map<String, Object> config() {
        return config;
    }

    private ImageChanges with(String member, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(config);
        changed.put(member, value);
        return new ImageChanges(changed);
    }

    private ImageChanges withMember(String member, String name, Object value) {
        Map<String, Object> members = members(config.getOrDefault(member, Map.of()));
        members.put(name, value);
        return with(member, members);
    }

    /**
     * Sets the program that is entered by, with what always follows it.
     *
     * @param args the program and its arguments; none for no entry point
     * @return other changes
     */
    public ImageChanges entrypoint(String... args) {
        return with("Entrypoint", List.of(args));
    }

    /**
     * Sets the program, or the arguments of the entry point, which a command takes the place of.
     *
     * @param args the arguments; none for none
     * @return other changes
     */
    public ImageChanges cmd(String... args) {
        return with("Cmd", List.of(args));
    }

    /**
     * Adds a variable to the environment.
     *
     * @param name the variable's name; a variable of this name is replaced
     * @param value its value
     * @return other changes
     */
    public ImageChanges env(String name, String value) {
        List<Object> variables = new ArrayList<>();
        if (config.get("Env") instanceof List<?> present) {
            Stream<?> others =
                    present.stream().filter(one -> !String.valueOf(one).startsWith(name + "="));
            others.forEach(variables::add);
        }
        variables.add(name + "=" + value);
        return with("Env", variables);
    }

    /**
     * Sets the user of the program.
     *
     * @param user {@code uid}, {@code uid:gid}, or names in place of the numbers
     * @return other changes
     */
    public ImageChanges user(String user) {
        return with("User", user);
    }

    /**
     * Sets the working directory.
     *
     * @param directory an absolute path in the container
     * @return other changes
     */
    public ImageChanges cwd(String directory) {
        return with("WorkingDir", directory);
    }

    /**
     * Adds a folder that each container has one of its own of.
     *
     * @param at its absolute path in the container
     * @return other changes
     */
    public ImageChanges volume(String at) {
        return withMember("Volumes", at, Map.of());
    }

    /**
     * Adds a port that the program listens on.
     *
     * @param port the port
     * @return other changes
     */
    public ImageChanges expose(ExposedPort port) {
        return withMember("ExposedPorts", port.toString(), Map.of());
    }

    /**
     * Adds a fact for others.
     *
     * @param name a name in reverse domain notation; one of this name is replaced
     * @param value any text
     * @return other changes
     */
    public ImageChanges label(String name, String value) {
        return withMember("Labels", name, value);
    }

    /**
     * Sets what asks the program to end.
     *
     * @param signal the signal
     * @return other changes
     */
    public ImageChanges stopSignal(Signal signal) {
        return with("StopSignal", "SIG" + signal.name());
    }
}
