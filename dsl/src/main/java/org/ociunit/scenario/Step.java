package org.ociunit.scenario;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a scenario, as its file has it.
 *
 * @param form what it does
 * @param argument what it does it with: a text, a number, true, or a list or map of them
 * @param branches the steps of each branch, if it has any
 */
record Step(Form form, Object argument, List<List<Step>> branches) {
    enum Kind {
        VERB,
        EXPECTATION,
        /** The verb before has to fail. */
        REFUSAL
    }

    static Step of(Form form) {
        return of(form, (Object) true);
    }

    static Step of(Form form, Object argument) {
        return new Step(form, argument, List.of());
    }

    static Step of(Form form, String... words) {
        return words.length == 0 ? of(form) : of(form, (Object) List.of(words));
    }

    Kind kind() {
        return form.kind();
    }

    void take(Play play) {
        form.action().accept(play, argument);
    }

    /** The step in words, such as {@code kill TERM}. */
    @Override
    public String toString() {
        if (form == Form.PARALLEL) {
            return "parallel";
        }
        String words = words(argument);
        String name = kind() == Kind.VERB ? form.text() : "expect" + form.text();
        return words.isEmpty() ? name : name.isEmpty() ? words : name + " " + words;
    }

    private static String words(@Nullable Object argument) {
        if (argument instanceof List<?> list) {
            return String.join(" ", list.stream().map(String::valueOf).toList());
        }
        if (argument instanceof Map<?, ?> map) {
            return String.join(
                    ", ",
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + words(entry.getValue()))
                            .toList());
        }
        // A change of config.json takes away what is null in it.
        return Boolean.TRUE.equals(argument) ? "" : String.valueOf(argument).replace("\n", "\\n");
    }
}
