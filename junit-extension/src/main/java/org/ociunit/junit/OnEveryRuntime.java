package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes a method a test that is run once for each runtime.
 *
 * <h2>Where it stands</h2>
 *
 * On a method, in place of {@code @Test}; or on an annotation that stands there.
 *
 * <h2>What a test gets</h2>
 *
 * A parameter of type {@link org.ociunit.runtime.OciRuntime} is the runtime whose turn it is. One of type
 * {@link org.ociunit.Bundle} is a bundle for that runtime, and the containers of {@link WithContainer} on the method, its
 * parameters, its class and its fields are made by that runtime, whatever their bundle says. A container that lives longer
 * than the test, such as that of {@link Scope#CLASS}, is another runtime's: the test is refused it as a parameter.
 *
 * <h2>When a runtime is not here</h2>
 *
 * Without names, there is a turn for each runtime of {@link org.ociunit.runtime.catalog.Runtimes#available}. A runtime that
 * is named and is not here has its turn, too: it is skipped or fails, as {@code ociunit.unsupported} says (see
 * {@link WithContainer}), with the reason. So does the only turn of a machine without any runtime.
 *
 * <pre>{@code
 * @OnEveryRuntime
 * void kill_ends_a_container(OciRuntime runtime, Bundle bundle) {
 *     ...
 * }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith({EveryRuntimeExtension.class, RequirementExtension.class, ContainerExtension.class})
public @interface OnEveryRuntime {
    /**
     * The runtimes by name, such as {@code {"runc", "crun"}}. By default all that are here.
     *
     * @return the names, in the order of their turns
     */
    String[] value() default {};
}
