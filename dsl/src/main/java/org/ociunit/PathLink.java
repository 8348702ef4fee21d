package org.ociunit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ociunit.runtime.network.Device;
import org.ociunit.runtime.network.Links;
import org.ociunit.runtime.network.Queues;
import org.ociunit.runtime.network.RouteRequest;

/**
 * What two containers send to each other. As long as that is not as good as everything else, each has a second cable that
 * leads to the other one alone, with its own hardware address: it needs no filters, which fewer kernels have.
 */
final class PathLink extends Link {
    /** What one sends to the other. */
    private static final class Way {
        private final NetworkMember from;
        private final NetworkMember to;
        private @Nullable Device port; // as long as it is plugged

        Way(NetworkMember from, NetworkMember to) {
            this.from = from;
            this.to = to;
        }

        private Device device() {
            return to.deviceTo();
        }

        void become(String what, ContainerNetwork network, Condition condition) {
            Device plugged = port == null ? plug(what, network) : port;
            if (!condition.queue().isNone()) {
                from.namespace().change(what, List.of(Queues.set(device(), condition.queue())));
            }
            network.change(what, List.of(Links.state(plugged, !condition.isCut())));
        }

        private Device plug(String what, ContainerNetwork network) {
            Device next = network.nextPort();
            network.plug(what, next, from, device());
            port = next;
            try {
                from.namespace().change(what, settled());
            } catch (RuntimeException e) {
                unplug(what);
                throw e;
            }
            return next;
        }

        void unplug(String what) {
            if (port != null) {
                from.namespace().change(what, List.of(Links.removed(device())));
                port = null;
            }
        }

        /** Nobody is asked who has the other's addresses: the answer would come by the first cable. */
        private List<RouteRequest> settled() {
            List<RouteRequest> requests =
                    new ArrayList<>(List.of(Links.withoutOwnAddress(device()), Links.state(device(), true)));
            for (int family = 0; family < to.addresses().size(); family++) {
                requests.add(Links.neighbour(device(), to.addresses().get(family), to.hardware()));
                requests.add(Links.route(
                        to.addresses().get(family), device(), from.addresses().get(family)));
            }
            return requests;
        }
    }

    private final ContainerNetwork network;
    private final List<Way> ways;
    private final String what;

    PathLink(ContainerNetwork network, NetworkMember one, NetworkMember other, Consumer<String> told) {
        super(told);
        this.network = network;
        this.ways = List.of(new Way(one, other), new Way(other, one));
        this.what = "Could not change the link between " + one.name() + " and " + other.name() + ".";
    }

    @Override
    void change(Condition before, Condition after) {
        for (Way way : ways) {
            if (after.equals(Condition.GOOD)) {
                way.unplug(what);
            } else {
                way.become(what, network, after);
            }
        }
    }
}
