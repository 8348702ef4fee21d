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

    /** The network's file and that of its user namespace, where the container's own process shows them to nobody. */
    default Optional<NetworkFiles> files() {
        return Optional.empty();
    }

    /** Both, of which this one ends first. */
    default Connection before(Connection next) {
        Connection first = this;
        return new Connection() {
            @Override
            public Optional<ContainerNetwork> network() {
                return first.network().or(next::network);
            }

            @Override
            public Optional<NetworkFiles> files() {
                return first.files().or(next::files);
            }

            @Override
            public void close() {
                try {
                    first.close();
                } catch (RuntimeException e) {
                    next.closeAfter(e);
                    throw e;
                }
                next.close();
            }
        };
    }

    /** Ends it after a failure, which must not be hidden by another one. */
    default void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
