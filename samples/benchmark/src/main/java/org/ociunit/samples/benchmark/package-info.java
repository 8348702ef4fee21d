/** How long a container takes, on the embedded runtime, on the installed ones, and in a C program that only makes the calls. */
@NullMarked
package org.ociunit.samples.benchmark;

import org.jspecify.annotations.NullMarked;
