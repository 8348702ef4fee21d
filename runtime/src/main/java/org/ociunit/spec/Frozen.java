package org.ociunit.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies that cannot change. Null stays null, and maps keep their order, so that a document can be written back. */
final class Frozen {
    private Frozen() {}

    static <T> @Nullable List<T> list(@Nullable List<T> list) {
        return list == null ? null : List.copyOf(list);
    }

    static <T> @Nullable Map<String, T> map(@Nullable Map<String, T> map) {
        return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** A copy down to the leaves; a leaf may be null, which is JSON's. */
    static Map<String, Object> tree(Map<?, ?> members) {
        Map<String, Object> copy = new LinkedHashMap<>();
        members.forEach((name, value) -> copy.put((String) name, branch(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object branch(Object value) {
        if (value instanceof Map<?, ?> map) {
            return tree(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(branch(element)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
