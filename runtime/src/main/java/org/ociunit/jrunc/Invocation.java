package org.ociunit.jrunc;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line that has been read.
 *
 * @param values what the flags were given, by their names
 * @param arguments the words that are no flags
 */
record Invocation(Map<String, List<String>> values, List<String> arguments) {
    Invocation {
        values = Map.copyOf(values);
        arguments = List.copyOf(arguments);
    }

    boolean isSet(String flag) {
        return values.containsKey(flag);
    }

    /** Whether a switch is on. */
    boolean has(String flag) {
        return text(flag, "").equals("true");
    }

    /** What a flag was given; an empty text counts as none, as runc has it. */
    Optional<String> text(String flag) {
        String given = last(flag);
        return given.isEmpty() ? Optional.empty() : Optional.of(given);
    }

    String text(String flag, String otherwise) {
        String given = last(flag);
        return given.isEmpty() ? otherwise : given;
    }

    private String last(String flag) {
        List<String> given = texts(flag);
        return given.isEmpty() ? "" : given.get(given.size() - 1);
    }

    List<String> texts(String flag) {
        return values.getOrDefault(flag, List.of());
    }

    List<Long> numbers(String flag) {
        return texts(flag).stream().map(Long::valueOf).toList();
    }

    Optional<Long> number(String flag) {
        return text(flag).map(Long::valueOf);
    }

    String argument(int index) {
        return arguments.get(index);
    }

    List<String> argumentsFrom(int index) {
        return arguments.subList(Math.min(index, arguments.size()), arguments.size());
    }
}
