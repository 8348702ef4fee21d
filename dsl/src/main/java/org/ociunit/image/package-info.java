/**
 * What a container's root file system comes from: {@link org.ociunit.image.Image}. A name or a path comes in; verified
 * documents and the bytes of layers go out, and a store that keeps what is made of them. Nothing is unpacked here.
 */
@NullMarked
package org.ociunit.image;

import org.jspecify.annotations.NullMarked;
