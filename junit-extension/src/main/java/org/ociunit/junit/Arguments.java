package org.ociunit.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.Set;

/** Methods and constructors that take the arguments of parameterized tests. JUnit has these in a module that need not be there. */
final class Arguments {
    private static final Set<String> PARAMETERIZED =
            Set.of("org.junit.jupiter.params.ParameterizedTest", "org.junit.jupiter.params.ParameterizedClass");
    private static final int DEEPEST_ANNOTATION = 4;

    private Arguments() {}

    static boolean areTakenBy(Executable executable) {
        AnnotatedElement element = executable instanceof Constructor ? executable.getDeclaringClass() : executable;
        return isParameterized(element, DEEPEST_ANNOTATION);
    }

    private static boolean isParameterized(AnnotatedElement element, int depth) {
        return depth > 0
                && Arrays.stream(element.getAnnotations())
                        .map(Annotation::annotationType)
                        .filter(type -> !type.getName().startsWith("java."))
                        .anyMatch(type -> PARAMETERIZED.contains(type.getName()) || isParameterized(type, depth - 1));
    }
}
