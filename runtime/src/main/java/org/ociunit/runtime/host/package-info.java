/**
 * Facts about this machine, read once; the folders that OciUnit uses on it; and what of a bundle cannot be done on it.
 * Values come out; nothing is changed but that those folders are made.
 */
@NullMarked
package org.ociunit.runtime.host;

import org.jspecify.annotations.NullMarked;
