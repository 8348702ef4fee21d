package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ModifierSupport;

/** The order in which the containers of fields are made: as {@link WithContainer#after} says, and else as JUnit finds them. */
final class FieldOrder {
    private final Class<?> testClass;
    private final boolean ofClass;
    private final Map<String, Field> names = new LinkedHashMap<>();
    private final Set<Field> done = new LinkedHashSet<>();

    private FieldOrder(Class<?> testClass, boolean ofClass) {
        this.testClass = testClass;
        this.ofClass = ofClass;
    }

    /**
     * The fields that get a container.
     *
     * @param ofClass whether the static ones are asked for, or those of an instance
     */
    static List<Field> of(Class<?> testClass, boolean ofClass) {
        return new FieldOrder(testClass, ofClass).sort();
    }

    private List<Field> sort() {
        List<Field> all = findAnnotatedFields(testClass, WithContainer.class);
        all.forEach(field -> names.put(field.getName(), field));
        all.stream()
                .filter(field -> ModifierSupport.isStatic(field) == ofClass)
                .forEach(field -> add(field, List.of()));
        return List.copyOf(done);
    }

    private void add(Field field, List<Field> waiting) {
        if (waiting.contains(field)) {
            throw circle(field, waiting);
        }
        List<Field> now = Stream.concat(waiting.stream(), Stream.of(field)).toList();
        for (String name : wanted(field).after()) {
            Field first = named(name, field);
            if (ModifierSupport.isStatic(first) == ofClass) {
                add(first, now);
            }
        }
        done.add(field);
    }

    /** A field of the class is up before any instance; the reverse cannot be. */
    private Field named(String name, Field field) {
        Field first = names.get(name);
        if (first == null) {
            throw request(field)
                    .refused(
                            "after",
                            "names " + name + ", and " + testClass.getName()
                                    + " has no field of this name with @WithContainer.");
        }
        if (ofClass && ModifierSupport.isNotStatic(first)) {
            throw request(field).refused("after", "names " + name + ", which is an instance's: make it static.");
        }
        return first;
    }

    private RuntimeException circle(Field field, List<Field> waiting) {
        List<Field> circle = new ArrayList<>(waiting.subList(waiting.indexOf(field), waiting.size()));
        circle.add(field);
        return request(field)
                .refused(
                        "after",
                        circle.stream()
                                .map(Field::getName)
                                .collect(Collectors.joining(" after ", "makes a circle: ", ".")));
    }

    private Request request(Field field) {
        return Request.of(wanted(field), field, testClass);
    }

    private static WithContainer wanted(Field field) {
        return findAnnotation(field, WithContainer.class).orElseThrow();
    }
}
