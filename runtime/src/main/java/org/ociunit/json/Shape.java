package org.ociunit.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record is as a JSON object: its members, in the order of the components. */
final class Shape {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type);
        }
    };

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Constructor<?> constructor;
    private final int size;
    private @Nullable Member unknown;

    private Shape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        for (int position = 0; position < components.length; position++) {
            Member member = Member.of(components[position], position);
            if (components[position].isAnnotationPresent(Unknown.class)) {
                unknown = member;
            } else {
                members.put(member.name(), member);
            }
        }
        size = components.length;
        constructor = constructor(type, components);
    }

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** All but the one that keeps the unknown. */
    Iterable<Member> members() {
        return members.values();
    }

    @Nullable
    Member member(String name) {
        return members.get(name);
    }

    @Nullable
    Member unknown() {
        return unknown;
    }

    int size() {
        return size;
    }

    Object create(@Nullable Object[] values) throws InvocationTargetException {
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " is not a record", e);
        }
    }

    /** A member; {@code bits} is the width of an unsigned number, or 0. */
    record Member(String name, int position, Type type, boolean optional, int bits, Method accessor) {
        static Member of(RecordComponent component, int position) {
            Name name = component.getAnnotation(Name.class);
            Unsigned unsigned = component.getAnnotation(Unsigned.class);
            component.getAccessor().setAccessible(true);
            return new Member(
                    name == null ? component.getName() : name.value(),
                    position,
                    component.getGenericType(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    unsigned == null ? 0 : unsigned.value(),
                    component.getAccessor());
        }

        @Nullable
        Object of(Object value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
