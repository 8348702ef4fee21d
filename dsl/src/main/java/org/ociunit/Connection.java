package org.ociunit;

import java.util.Optional;

/** What connects a container to a network from its creation until it is closed. */
interface Connection {
    /** What a container has whose network is made by its runtime alone. */
    Connection NONE = () -> {};

    /** Ends it, once the container has been deleted; does nothing the second time. */
    void close();

    /** The network that it leads to, if containers share that. */
    default Optional<ContainerNetwork> network() {
        return Optional.empty();
    }
}
