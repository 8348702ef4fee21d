package org.ociunit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ociunit.runtime.Verb;

/**
 * Says what the runtime of a test has to be able to do.
 *
 * <h2>Where it stands</h2>
 *
 * On a class, for each of its tests, or on a test, in addition; or on an annotation that stands there.
 *
 * <h2>Whose features count</h2>
 *
 * Those of the test's runtime: the one whose turn it is ({@link OnEveryRuntime}), the one that is required
 * ({@link RequiresRuntime}), or the one that {@code ociunit.runtime} names, and else the best one that is here. A runtime
 * that does not tell its features has none.
 *
 * <h2>When it cannot</h2>
 *
 * The test is skipped or fails, as {@code ociunit.unsupported} says (see {@link WithContainer}), with the reason.
 *
 * <pre>{@code
 * @RequiresFeature({"linux.seccomp.enabled", "mountOptions:idmap"})
 * @RequiresFeature(verbs = Verb.CHECKPOINT)
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RequirementExtension.class)
public @interface RequiresFeature {
    /**
     * Members of the runtime's features document ({@link org.ociunit.spec.Features}), all of which it needs: by the path
     * to a member that is to be true, such as {@code linux.seccomp.enabled}, or by the path to a list and, after a colon,
     * an entry of it, such as {@code mountOptions:idmap}.
     *
     * @return the paths; by default none
     */
    String[] value() default {};

    /**
     * Verbs, all of which it needs.
     *
     * @return the verbs; by default none
     */
    Verb[] verbs() default {};
}
