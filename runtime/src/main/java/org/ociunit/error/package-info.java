/**
 * The exception family: one unchecked root, and a child for each case that a test may want to name.
 *
 * <p>Every message says what could not be done, why, and how to fix it, each on a line of its own. This package knows
 * nothing of containers but their names; what carries a status stands beside it, in {@code lifecycle}.
 */
@NullMarked
package org.ociunit.error;

import org.jspecify.annotations.NullMarked;
