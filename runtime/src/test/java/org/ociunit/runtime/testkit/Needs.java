package org.ociunit.runtime.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the machine must have: each {@code @Needs…} annotation is a tag, the kind, and one of these or more. */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Needs.All.class)
@ExtendWith(MachineCondition.class)
public @interface Needs {

    MachineCondition.Need value();

    /** More than one. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(MachineCondition.class)
    @interface All {

        Needs[] value();
    }
}
