/**
 * OciUnit's own runtime: no daemon, nothing installed. A verb is a file; {@link EmbeddedRuntime} is their table of
 * contents. What is decided is decided in Java, as a {@link org.ociunit.runtime.plan.Plan}; the launcher takes its steps.
 */
@NullMarked
package org.ociunit.runtime.embedded;

import org.jspecify.annotations.NullMarked;
