/**
 * Recordings: what a client has called its runtime for, as {@code jrunc record} writes it down, a line of JSON for each
 * call. A file goes in and calls come out; nothing is called here.
 */
@NullMarked
package org.ociunit.runtime.recording;

import org.jspecify.annotations.NullMarked;
