package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says that tests need a certain runtime, and gets them their containers from it.
 *
 * <h2>Where it stands</h2>
 *
 * On a class, for all of its tests, or on a test; or on an annotation that stands there.
 *
 * <h2>What a test gets</h2>
 *
 * Containers, bundles and runtimes as {@link WithContainer} says, from this runtime; a bundle that names another runtime
 * itself is left with that. {@link OnEveryRuntime} comes before it.
 *
 * <h2>When the runtime is not here</h2>
 *
 * The class or test is skipped or fails, as {@code ociunit.unsupported} says (see {@link WithContainer}), with the reason.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RequirementExtension.class)
public @interface RequiresRuntime {
    /**
     * The runtime.
     *
     * @return its name, such as {@code crun}
     */
    String value();

    /**
     * The lowest version that will do, such as {@code 1.2} or {@code 1.2.3}. By default any.
     *
     * @return a version, or the empty text
     */
    String version() default "";
}
