/** What the tests of every module share: kinds of tests, what they need of the machine, and their count. */
@NullMarked
package org.ociunit.runtime.testkit;

import org.jspecify.annotations.NullMarked;
