/** What tests of the DSL, and of what stands on it, are arranged with. */
@NullMarked
package org.ociunit.dsl.testkit;

import org.jspecify.annotations.NullMarked;
