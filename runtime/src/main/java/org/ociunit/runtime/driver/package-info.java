/**
 * Installed runtimes, driven through their command line. A verb becomes arguments, the launcher runs them, and exit code,
 * log and state become a result or an exception. What differs between runtimes is data: a dialect.
 */
@NullMarked
package org.ociunit.runtime.driver;

import org.jspecify.annotations.NullMarked;
