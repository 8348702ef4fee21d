/**
 * What a container's root file system comes from: {@link org.ociunit.image.Image}. A name or a path comes in, a value
 * that describes it goes out; nothing is read or unpacked here.
 */
@NullMarked
package org.ociunit.image;

import org.jspecify.annotations.NullMarked;
