/**
 * What the embedded runtime remembers of its containers: {@code <root>/<id>/state.json}, which survives a JVM and is
 * shared by all JVMs of one user. Facts go in and come out; what a container's status is, is worked out from them each
 * time. No container is changed here. Internal.
 */
@NullMarked
package org.ociunit.runtime.store;

import org.jspecify.annotations.NullMarked;
