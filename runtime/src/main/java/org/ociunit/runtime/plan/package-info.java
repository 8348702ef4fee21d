/**
 * From a configuration to system calls: a plan is the list of steps that makes a container, each with the process that
 * takes it and the part of the configuration that it comes from. Pure: nothing here touches a file.
 */
@NullMarked
package org.ociunit.runtime.plan;

import org.jspecify.annotations.NullMarked;
