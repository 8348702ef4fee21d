package org.ociunit.scenario;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.Bundle;
import org.ociunit.Container;
import org.ociunit.ContainerNetwork;
import org.ociunit.Link;
import org.ociunit.Network;
import org.ociunit.error.ContainerException;
import org.ociunit.runtime.OciRuntime;

/** The containers beside a scenario's own, and the network that all of them are on; a scenario without any has none. */
final class Peers implements AutoCloseable {
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private final @Nullable ContainerNetwork network;

    private Peers(@Nullable ContainerNetwork network) {
        this.network = network;
    }

    static Peers start(Map<String, Bundle> bundles, OciRuntime runtime) {
        Peers peers = new Peers(bundles.isEmpty() ? null : Network.create());
        try {
            bundles.forEach((name, bundle) -> peers.containers.put(
                    name, peers.join(bundle).on(runtime).hostname(name).start()));
            return peers;
        } catch (RuntimeException e) {
            try (peers) {
                throw e;
            }
        }
    }

    /** Puts a container on their network. */
    Bundle join(Bundle bundle) {
        return network == null ? bundle : bundle.network(network);
    }

    /** The links of a container to some of them, or the one that leads to all. */
    List<Link> links(Container own, String... names) {
        return names.length == 0
                ? List.of(own.link())
                : Stream.of(names).map(name -> own.linkTo(peer(name))).toList();
    }

    private Container peer(String name) {
        Container peer = containers.get(name);
        if (peer == null) {
            throw new ContainerException(
                    "Could not change the link to " + name + ".",
                    "the scenario has no such peer.",
                    "name one of its peers"
                            + (containers.isEmpty() ? "." : ": " + String.join(", ", containers.keySet()) + "."));
        }
        return peer;
    }

    /** All of them and then the network, whatever becomes of one. */
    @Override
    public void close() {
        try (network) {
            close(containers.values().iterator());
        }
    }

    private static void close(Iterator<Container> rest) {
        if (rest.hasNext()) {
            Container next = rest.next();
            try (next) {
                close(rest);
            }
        }
    }
}
