package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ociunit.runtime.host.Host;

/**
 * Runs a class or a test only on certain machines. Elsewhere it is skipped with the reason, as by JUnit's own conditions:
 * {@code ociunit.unsupported} has no say in it.
 *
 * <pre>{@code
 * @EnabledOnHost(cgroups = Host.Cgroups.V2, root = false, kernel = "6.1")
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(HostCondition.class)
public @interface EnabledOnHost {
    /**
     * How control groups are mounted.
     *
     * @return one of these; by default it does not matter
     */
    Host.Cgroups[] cgroups() default {};

    /**
     * Whether this JVM is root, be it only in a user namespace.
     *
     * @return true or false; by default it does not matter
     */
    boolean[] root() default {};

    /**
     * The lowest release of Linux, such as {@code 6.1}.
     *
     * @return a release, or by default the empty text: it does not matter
     */
    String kernel() default "";
}
