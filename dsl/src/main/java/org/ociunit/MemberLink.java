package org.ociunit;

import java.util.List;
import java.util.function.Consumer;
import org.ociunit.runtime.network.Device;
import org.ociunit.runtime.network.Links;
import org.ociunit.runtime.network.Queue;
import org.ociunit.runtime.network.Queues;
import org.ociunit.runtime.network.RouteRequest;

/** A container's own cable: what waits, waits at the end that it leaves by. */
final class MemberLink extends Link {
    private final ContainerNetwork network;
    private final NetworkMember member;

    MemberLink(ContainerNetwork network, NetworkMember member, Consumer<String> told) {
        super(told);
        this.network = network;
        this.member = member;
    }

    @Override
    void change(Condition before, Condition after) {
        String what = "Could not change the link of " + member.name() + ".";
        if (!before.queue().equals(after.queue())) {
            network.change(what, List.of(waiting(member.port(), after.queue())));
            member.namespace().change(what, List.of(waiting(NetworkMember.OWN, after.queue())));
        }
        network.change(what, List.of(Links.state(member.port(), !after.isCut())));
        if (!after.isCut()
                && (before.isCut() || before.queue().loss() > after.queue().loss())) {
            network.introduce(what, member);
        }
    }

    private static RouteRequest waiting(Device device, Queue queue) {
        return queue.isNone() ? Queues.removed(device) : Queues.set(device, queue);
    }
}
