package org.ociunit.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that changes another one, as RFC 7396 has it: its members replace those of the same name, objects are
 * merged, and a null removes. Beside it, a list under a name that ends in {@code +}, such as {@code "mounts+"}, is added to
 * the end of the list of that name; there is one if there was none.
 */
public final class MergePatch {
    private static final String MORE = "+";

    private MergePatch() {}

    /**
     * Changes a document.
     *
     * @param document the document, of maps, lists and plain values; it is left as it is
     * @param patch the change
     * @return the changed document
     */
    public static Map<String, @Nullable Object> apply(Map<?, ?> document, Map<?, ?> patch) {
        Map<String, @Nullable Object> changed = copy(document);
        for (Map.Entry<?, ?> member : patch.entrySet()) {
            String name = (String) member.getKey();
            Object value = member.getValue();
            if (value == null) {
                changed.remove(name);
            } else if (value instanceof Map<?, ?> further) {
                Map<?, ?> present = changed.get(name) instanceof Map<?, ?> map ? map : Map.of();
                changed.put(name, apply(present, further));
            } else if (value instanceof List<?> more && name.endsWith(MORE)) {
                String list = name.substring(0, name.length() - MORE.length());
                changed.put(list, joined(changed.get(list), more));
            } else {
                changed.put(name, value);
            }
        }
        return changed;
    }

    /**
     * Tells two documents apart.
     *
     * @param before the one
     * @param after the other one; what it has no member for, it does not have
     * @return the patch that makes it of the first one, as short as it can be; empty if they are the same
     */
    public static Map<String, @Nullable Object> between(Map<?, ?> before, Map<?, ?> after) {
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        after.forEach((name, value) -> tell((String) name, before.get(name), value, patch));
        before.keySet().stream()
                .filter(name -> !after.containsKey(name))
                .forEach(name -> patch.put((String) name, null));
        return patch;
    }

    private static void tell(
            String name, @Nullable Object before, @Nullable Object after, Map<String, @Nullable Object> patch) {
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> change = between(old, map);
            if (!change.isEmpty()) {
                patch.put(name, change);
            }
        } else if (before instanceof List<?> old && after instanceof List<?> list && isLonger(list, old)) {
            patch.put(name + MORE, list.subList(old.size(), list.size()));
        } else if (after != null && !after.equals(before)) {
            patch.put(name, after);
        }
    }

    private static boolean isLonger(List<?> list, List<?> old) {
        return list.size() > old.size() && list.subList(0, old.size()).equals(old);
    }

    private static List<?> joined(@Nullable Object present, List<?> more) {
        return present instanceof List<?> list
                ? Stream.concat(list.stream(), more.stream()).toList()
                : more;
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> document) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        document.forEach((name, value) -> copy.put((String) name, value));
        return copy;
    }
}
