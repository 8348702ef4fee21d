package org.ociunit;

/** What network a container sees. */
public sealed interface Network permits NetworkKind, NetworkOfContainer, ContainerNetwork {
    /**
     * No network: a network namespace of the container's own, with nothing in it but loopback, as the runtime leaves it.
     * This is the default.
     *
     * @return the network
     */
    static Network none() {
        return NetworkKind.NONE;
    }

    /**
     * A network of the container's own with nothing in it but loopback, as {@link #none()} is, and whose ports this machine's
     * loopback leads to: {@link Container#address}. Any number of containers may listen on the same port. It needs no root, and
     * changes nothing on this machine; the container itself reaches nobody.
     *
     * @return the network
     */
    static Network reachable() {
        return NetworkKind.REACHABLE;
    }

    /**
     * The network of this machine, as this JVM sees it.
     *
     * @return the network
     */
    static Network host() {
        return NetworkKind.HOST;
    }

    /**
     * The network of another container: both have the same addresses and ports, and reach each other by loopback. A container
     * in a user namespace joins the other one's user namespace too, without which it may not.
     *
     * @param other a container that has been created and has not stopped; its network is looked up when a container is made
     * @return the network
     */
    static Network of(Container other) {
        return new NetworkOfContainer(other);
    }

    /**
     * A new network that containers can be on together, each with an address of its own, and with its host name for the
     * others. Close it after them.
     *
     * @return the network, with nobody on it
     * @throws org.ociunit.error.ContainerException if this machine allows none; the message tells why
     */
    static ContainerNetwork create() {
        return ContainerNetwork.make();
    }

    /**
     * The network of a text.
     *
     * @param text {@code none}, {@code reachable} or {@code host}
     * @return the network that the method of that name gives
     * @throws IllegalArgumentException if it is no such text
     */
    static Network parse(String text) {
        return NetworkKind.of(text);
    }
}
