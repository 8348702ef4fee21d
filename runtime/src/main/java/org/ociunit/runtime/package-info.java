/**
 * The contract of a runtime: {@link org.ociunit.runtime.OciRuntime}, one method a verb. A bundle and options go in, a
 * {@code State}, an {@code Exit} or an exception of {@code org.ociunit.error} comes out. Nothing here knows which
 * runtimes there are.
 */
@NullMarked
package org.ociunit.runtime;

import org.jspecify.annotations.NullMarked;
