package org.ociunit.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.Bundle;
import org.ociunit.ContainerNetwork;
import org.ociunit.Network;

/** The networks that annotations name. One that containers share is a value of a store, which closes it after them. */
final class NamedNetwork {
    /** Whoever has the same name, in the same class or test, has the same network. */
    private record Key(String name) {}

    private NamedNetwork() {}

    /** Puts a container on the network that its annotation names, if it names one. */
    static Bundle join(ExtensionContext context, Request request, Bundle bundle) {
        String name = request.wanted().network();
        if (name.isEmpty()) {
            return bundle;
        }
        Optional<Network> alone = Network.named(name);
        if (alone.isPresent()) {
            return bundle.network(alone.get());
        }
        if (request.isForSession()) {
            throw request.refused(
                    "network",
                    "is " + name + ", which is a class's or a test's, and its container is the whole run's:"
                            + " give it a network in its bundle.");
        }
        Bundle named =
                request.name().isEmpty() || bundle.spec().hostname() != null ? bundle : bundle.hostname(request.name());
        return named.network(Supply.store(context)
                .getOrComputeIfAbsent(new Key(name), any -> Network.create(), ContainerNetwork.class));
    }
}
