package org.ociunit.runtime.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test of kind {@code embedded}: a container's way out is through the slirp4netns that is installed, and the outside is behind a cable of iproute2's. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Tag("embedded")
@Needs(MachineCondition.Need.IP)
@Needs(MachineCondition.Need.TUN)
@Needs(MachineCondition.Need.SLIRP4NETNS)
public @interface NeedsSlirp4netns {}
