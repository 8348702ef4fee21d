/** The command line: that of runc, on the embedded runtime. Nobody imports it. */
@NullMarked
package org.ociunit.jrunc;

import org.jspecify.annotations.NullMarked;
