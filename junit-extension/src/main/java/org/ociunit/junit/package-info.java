/**
 * A container around each test: {@link org.ociunit.junit.WithContainer} goes in, a container that is up when the test
 * begins and gone when it has ended comes out. Annotations and their values are public, and so is {@link
 * org.ociunit.junit.ContainerResource}, for what no annotation can say; the extensions behind them are hidden.
 */
@NullMarked
package org.ociunit.junit;

import org.jspecify.annotations.NullMarked;
