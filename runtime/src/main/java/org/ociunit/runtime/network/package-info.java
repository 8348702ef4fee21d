/**
 * What is asked of the kernel's network: bridges, virtual cables, addresses, routes, neighbours and queues, as messages of
 * rtnetlink(7). Pure: nothing here speaks to the kernel.
 */
@NullMarked
package org.ociunit.runtime.network;

import org.jspecify.annotations.NullMarked;
