package org.ociunit.runtime.network;

/**
 * A device of a network namespace.
 *
 * @param index its number there
 * @param name its name there, of at most 15 bytes
 */
public record Device(int index, String name) {
    /** The machine's own loopback, the first device of every network namespace. */
    public static final Device LOOPBACK = new Device(1, "lo");
}
