/**
 * What a container's life is made of: its name, the states it goes through and how it ended. Values only; the one
 * table of legal transitions is {@link org.ociunit.lifecycle.Status}.
 */
@NullMarked
package org.ociunit.lifecycle;

import org.jspecify.annotations.NullMarked;
