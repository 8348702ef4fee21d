package org.ociunit.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a step does to links: how much, and to which.
 *
 * @param value a time, a share or a number of bytes
 * @param to the names of the peers; none for all
 */
record LinkStep(Object value, String[] to) {
    private static final String VALUE = "by";
    private static final String TO = "to";

    static Step of(Form form, Object value, String... to) {
        Map<String, Object> argument = new LinkedHashMap<>(Map.of(VALUE, value));
        if (to.length > 0) {
            argument.put(TO, List.of(to));
        }
        return Step.of(form, (Object) argument);
    }

    /** Whether a value of JSON is one whose amount is such a one. */
    static boolean is(Object value, Predicate<Object> amount) {
        return value instanceof Map<?, ?> map
                && map.keySet().stream().allMatch(member -> member.equals(VALUE) || member.equals(TO))
                && map.get(VALUE) != null
                && amount.test(map.get(VALUE))
                && (map.get(TO) == null || Form.areWords(map.get(TO)));
    }

    static LinkStep of(Object argument) {
        Map<?, ?> map = (Map<?, ?>) argument;
        List<?> names = map.get(TO) instanceof List<?> list ? list : List.of();
        return new LinkStep(
                Objects.requireNonNull(map.get(VALUE)),
                names.stream().map(String.class::cast).toArray(String[]::new));
    }
}
