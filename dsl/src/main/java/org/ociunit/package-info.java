/**
 * Unit testing for OCI containers: describe one with {@link org.ociunit.Bundle}, hold it as a
 * {@link org.ociunit.Container}, look at what became of it in a {@link org.ociunit.Result}, and assert on all of them
 * with {@link org.ociunit.OciAssertions}. An image and adjectives come in, calls of an {@code OciRuntime} go out; which
 * runtimes there are, this package does not know.
 */
@NullMarked
package org.ociunit;

import org.jspecify.annotations.NullMarked;
