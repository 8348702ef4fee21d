/**
 * The link to the launcher, a small C program that starts and watches processes for this JVM: it can hand over
 * descriptors, own pipes, learn the exit status of any descendant, and end everything when the JVM ends, none of which
 * Java can do itself. Steps go in as frames; descriptors, exits and failed steps come back.
 */
@NullMarked
package org.ociunit.runtime.launcher;

import org.jspecify.annotations.NullMarked;
