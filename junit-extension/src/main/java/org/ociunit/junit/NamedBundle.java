package org.ociunit.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.ociunit.Bundle;

/**
 * A field or a method that a {@link WithContainer#bundle} is the name of.
 *
 * @param on the test class that has it, or inherits it
 * @param member the field or the method
 */
record NamedBundle(Class<?> on, Member member) {
    /** In the test class, or else in the nearest one around it; a method comes before a field. */
    static Optional<NamedBundle> find(Class<?> testClass, String name) {
        for (Class<?> type = testClass; type != null && !name.isEmpty(); type = type.getEnclosingClass()) {
            Optional<Method> method = ReflectionSupport.findMethod(type, name);
            List<Field> fields = ReflectionSupport.findFields(
                    type, field -> field.getName().equals(name), HierarchyTraversalMode.BOTTOM_UP);
            if (method.isPresent() || !fields.isEmpty()) {
                return Optional.of(new NamedBundle(type, method.isPresent() ? method.get() : fields.get(0)));
            }
        }
        return Optional.empty();
    }

    boolean isStatic() {
        return member instanceof Method method
                ? ModifierSupport.isStatic(method)
                : ModifierSupport.isStatic((Field) member);
    }

    /** The bundle, or nothing if something else is there. */
    Optional<Bundle> read(Optional<Object> instance) {
        Object found = member instanceof Method method
                ? ReflectionSupport.invokeMethod(method, instance.orElse(null))
                : ReflectionSupport.tryToReadFieldValue((Field) member, instance.orElse(null))
                        .toOptional()
                        .orElse(null);
        return found instanceof Bundle bundle ? Optional.of(bundle) : Optional.empty();
    }
}
