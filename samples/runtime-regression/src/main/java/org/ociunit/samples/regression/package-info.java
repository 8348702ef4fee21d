/** The regression suite for runtimes: {@link org.ociunit.samples.regression.Regression} runs the cases that are data. */
@NullMarked
package org.ociunit.samples.regression;

import org.jspecify.annotations.NullMarked;
