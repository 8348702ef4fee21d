package org.ociunit;

import java.io.IOException;
import org.ociunit.spec.Linux;

/** What a network asks of the configuration, and of the files that name hosts. */
interface Networking {
    /** What stands in front of all names. */
    String LOCALHOST = "127.0.0.1 localhost\n::1 localhost\n";

    /** How a test comes to the ports of a container that has it. */
    enum Reach {
        /** It does not. */
        NOT,
        /** By an address of this machine that leads to it. */
        FORWARDED,
        /** They are this machine's own. */
        DIRECT
    }

    /** Whether the ports in it may be reached from this machine's loopback, and how. */
    Reach reach();

    /** What it is, as part of a sentence, such as {@code none}. */
    String words();

    static Networking of(Network network) {
        return network instanceof ContainerNetwork shared ? shared.joining() : (Networking) network;
    }

    /** The namespaces that such a network takes. */
    Linux applyTo(Linux linux);

    /** The text of {@code /etc/hosts}. */
    String hosts(String hostname) throws IOException;

    /** The text of {@code /etc/resolv.conf}. */
    String resolver() throws IOException;

    /** The network of one container that is about to be made; {@link #abandon} ends it if none is. */
    default Networking forOne() {
        return this;
    }

    /** Ends what {@link #forOne} has begun, unless a container has been connected. */
    default void abandon() {}

    /**
     * Sets the network up: the container has been created, and its program has not begun.
     *
     * @return what is ended with the container
     */
    default Connection connect(Container container) {
        return Connection.NONE;
    }
}
