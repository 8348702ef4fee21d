package org.ociunit.runtime.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test of kind {@code v2}: {@code /sys/fs/cgroup} is the one hierarchy, with the memory controller. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Tag("v2")
@Needs(MachineCondition.Need.CGROUP_V2)
public @interface NeedsCgroupV2 {}
