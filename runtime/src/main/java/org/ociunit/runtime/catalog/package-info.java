/** The only place that knows all runtimes: {@link org.ociunit.runtime.catalog.Runtimes}. */
@NullMarked
package org.ociunit.runtime.catalog;

import org.jspecify.annotations.NullMarked;
