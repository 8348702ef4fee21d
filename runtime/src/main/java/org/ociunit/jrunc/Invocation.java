package org.ociunit.jrunc;

import java.util.LinkedHashMap;
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
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, given) -> copy.put(name, List.copyOf(given)));
        values = copy;
        arguments = List.copyOf(arguments);
    }

    boolean isSet(String flag) {
        return values.containsKey(flag);
    }

    /** Whether a switch is on. */
    boolean has(String flag) {
        return text(flag).filter("true"::equals).isPresent();
    }

    /** What a flag was given; an empty text counts as none, as runc has it. */
    Optional<String> text(String flag) {
        return Optional.ofNullable(values.get(flag))
                .map(given -> given.get(given.size() - 1))
                .filter(value -> !value.isEmpty());
    }

    String text(String flag, String otherwise) {
        return text(flag).orElse(otherwise);
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
