package org.ociunit.runtime.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test of kind {@code v1}: controllers stand in hierarchies of their own, whether hybrid or not. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Tag("v1")
@Needs(MachineCondition.Need.CGROUP_V1)
public @interface NeedsCgroupV1 {}
