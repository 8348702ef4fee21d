package org.ociunit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.json.Name;
import org.ociunit.json.Unknown;

/** All records of the package, and samples of them. */
final class Records {
    private Records() {}

    static List<Class<?>> all() throws Exception {
        Path classes = Path.of(
                Spec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve("org/ociunit/spec"))) {
            List<Class<?>> records = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .sorted()
                    .<Class<?>>map(name -> load("org.ociunit.spec." + name.replace(".class", "")))
                    .filter(type -> type.isRecord() && type != Violation.class)
                    .toList();
            assertThat(records).as("a guard: the records were found").hasSizeGreaterThan(35);
            return records;
        }
    }

    static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static boolean known(RecordComponent component) {
        return !component.isAnnotationPresent(Unknown.class);
    }

    static String member(RecordComponent component) {
        Name name = component.getAnnotation(Name.class);
        return name == null ? component.getName() : name.value();
    }

    /** A record with every component set; another seed gives other values. */
    static Object full(Class<?> type, int seed) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample(components[i].getGenericType(), seed);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getConstructor(types);
        return canonical.newInstance(values);
    }

    static Object sample(Type type, int seed) throws Exception {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? List.of(sample(arguments[0], seed))
                    : Map.of("key-" + seed, sample(arguments[1], seed));
        } else if (type == String.class || type == Object.class) {
            return "text " + seed;
        } else if (type == Long.class || type == long.class) {
            return (long) seed;
        } else if (type == Integer.class || type == int.class) {
            return seed;
        } else if (type == Boolean.class || type == boolean.class) {
            return seed % 2 == 0;
        } else if (type == double.class) {
            return seed + 0.5;
        }
        return full((Class<?>) type, seed);
    }

    static Object with(Object record, RecordComponent component, @Nullable Object value) throws Exception {
        String name = component.getName();
        String wither = "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return record.getClass().getMethod(wither, component.getType()).invoke(record, value);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
