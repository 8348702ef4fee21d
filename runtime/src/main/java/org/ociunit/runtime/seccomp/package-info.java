/**
 * The filter of a container's system calls as the kernel takes it. A profile of the specification comes in, a program
 * of classic BPF goes out (seccomp(2)), with what has to be said when it is loaded. Pure: no file of the machine is
 * read, and nothing is loaded.
 */
@NullMarked
package org.ociunit.runtime.seccomp;

import org.jspecify.annotations.NullMarked;
