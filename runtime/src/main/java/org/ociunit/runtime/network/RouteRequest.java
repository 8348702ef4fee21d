package org.ociunit.runtime.network;

/**
 * A request to the kernel about the network namespace of whoever makes it.
 *
 * @param words what is asked for, such as {@code make the bridge br0}
 * @param message the whole message, rtnetlink(7)
 * @param namespaceAt where in it the descriptor of another network namespace stands, or 0 if it names none
 */
public record RouteRequest(String words, byte[] message, int namespaceAt) {}
