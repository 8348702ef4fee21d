/**
 * How an image becomes the root file system of one container. An image and an empty place come in, a tree of files that
 * nobody else uses goes out, or one that the roots of all its containers lie over. Nothing here runs, mounts, or follows
 * a link that an image has brought out of its tree. Internal.
 */
@NullMarked
package org.ociunit.rootfs;

import org.jspecify.annotations.NullMarked;
