/**
 * Lifecycles as scripts: a {@link org.ociunit.scenario.Scenario} is a list of steps, and running it on a runtime gives an
 * {@link org.ociunit.scenario.Outcome}, a row a step; on several, a {@link org.ociunit.scenario.Comparison}, a column a
 * runtime. Verbs go to the container as a test would use it; what a runtime says of itself is compared with what was seen.
 */
@NullMarked
package org.ociunit.scenario;

import org.jspecify.annotations.NullMarked;
