package org.ociunit.runtime.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One operation with its arguments, whose types are those of the opcode.
 *
 * @param opcode the operation
 * @param arguments its arguments
 * @param subject what it is about, where no text among the arguments says so
 * @param configPath the part of the configuration that it comes from, such as {@code mounts[2]}, or null
 */
public record Step(
        Opcode opcode,
        List<Object> arguments,
        @Nullable String subject,
        @Nullable String configPath) {
    /**
     * A step of nobody's wish in particular.
     *
     * @param opcode the operation
     * @param arguments its arguments
     * @return the step
     */
    public static Step of(Opcode opcode, Object... arguments) {
        return new Step(opcode, List.of(arguments), null, null);
    }

    /**
     * The same step with what it is about.
     *
     * @param about such as the path of a mount point
     * @return such a step
     */
    public Step on(String about) {
        return new Step(opcode, arguments, about, configPath);
    }

    /**
     * The same step with the part of the configuration that it comes from.
     *
     * @param path such as {@code mounts[2]}
     * @return such a step
     */
    public Step from(String path) {
        return new Step(opcode, arguments, subject, path);
    }

    /**
     * The step in words.
     *
     * @return what it does and to what, such as {@code open /dev/null}
     */
    public String describe() {
        return Stream.concat(Stream.ofNullable(subject), arguments.stream().map(Step::firstText))
                .filter(Objects::nonNull)
                .findFirst()
                .map(text -> opcode.words() + " " + text)
                .orElse(opcode.words());
    }

    /** The step in words, with the part of the configuration that it comes from, as messages have it. */
    @Override
    public String toString() {
        return configPath == null ? describe() : describe() + " (" + configPath + ")";
    }

    private static @Nullable String firstText(Object argument) {
        Object first = argument instanceof List<?> list && !list.isEmpty() ? list.get(0) : argument;
        return first instanceof String text && !text.isEmpty() ? text : null;
    }
}
