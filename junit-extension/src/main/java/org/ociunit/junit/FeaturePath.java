package org.ociunit.junit;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;
import org.ociunit.spec.Features;

/**
 * A path into the features document: to a member that is to be true, or to an entry of a list.
 *
 * @param text as {@link RequiresFeature} has it
 * @param members the names on the way, from the outermost one
 * @param entry the entry, or nothing for a member that is to be true
 */
record FeaturePath(String text, List<String> members, Optional<String> entry) {
    static FeaturePath parse(String text) {
        int colon = text.indexOf(':');
        String path = colon < 0 ? text : text.substring(0, colon);
        Optional<String> entry = colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        return new FeaturePath(text, List.of(path.split("\\.", -1)), entry);
    }

    /** Whether a runtime has it. */
    boolean isIn(Features features) {
        Object found = features;
        Class<?> type = Features.class;
        for (String member : members) {
            Map<String, Class<?>> known = known(type, found);
            if (!known.containsKey(member)) {
                throw refused(member, known);
            }
            type = known.get(member);
            found = found == null ? null : read(found, member);
        }
        return entry.isPresent()
                ? found instanceof List<?> list && list.contains(entry.get())
                : Boolean.TRUE.equals(found);
    }

    /** The names and types of the members of an object, whether they are there or not. */
    private static Map<String, Class<?>> known(Class<?> type, @Nullable Object object) {
        Map<String, Class<?>> known = new LinkedHashMap<>();
        unknown(object).keySet().forEach(name -> known.put(String.valueOf(name), Object.class));
        if (type.isRecord()) {
            Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getName().equals("unknown"))
                    .forEach(component -> known.put(component.getName(), component.getType()));
        }
        return known;
    }

    /** What newer runtimes tell is in no record. */
    private static Map<?, ?> unknown(@Nullable Object object) {
        if (object instanceof Map<?, ?> map) {
            return map;
        }
        return object instanceof Record record
                        && Arrays.stream(record.getClass().getRecordComponents())
                                .anyMatch(component -> component.getName().equals("unknown"))
                        && component(record, "unknown") instanceof Map<?, ?> map
                ? map
                : Map.of();
    }

    private static @Nullable Object read(Object object, String member) {
        Map<?, ?> unknown = unknown(object);
        return unknown.containsKey(member) ? unknown.get(member) : component(object, member);
    }

    private static @Nullable Object component(Object object, String name) {
        return Arrays.stream(object.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .map(RecordComponent::getAccessor)
                .findFirst()
                .map(accessor -> ReflectionSupport.invokeMethod(accessor, object))
                .orElse(null);
    }

    private ExtensionConfigurationException refused(String member, Map<String, Class<?>> known) {
        String names = known.isEmpty() ? "nothing" : known.keySet().stream().collect(Collectors.joining(", "));
        return new ExtensionConfigurationException("@RequiresFeature: \"" + text
                + "\" is no path of the features document: where it says " + member + ", there is " + names + ".");
    }
}
