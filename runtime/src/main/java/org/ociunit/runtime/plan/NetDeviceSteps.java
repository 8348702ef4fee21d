package org.ociunit.runtime.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.NetDevice;

/**
 * Network devices that move into a container, by the stage, which is still in the machine's network. The kernel gives them
 * back when the network namespace ends, those that are real; virtual ones end with it.
 *
 * <p>runtime-spec config-linux.md, Network Devices.
 */
final class NetDeviceSteps {
    private static final int READING = 0;

    private final Map<String, NetDevice> devices;
    private final Namespaces namespaces;

    NetDeviceSteps(@Nullable Linux linux, Namespaces namespaces) {
        this.devices = linux == null || linux.netDevices() == null ? Map.of() : linux.netDevices();
        this.namespaces = namespaces;
    }

    boolean isEmpty() {
        return devices.isEmpty();
    }

    /** Into a network that is joined: as long as the stage has not joined anything itself. */
    List<Step> intoJoined() {
        return namespaces.joined().stream()
                .filter(namespace -> !isEmpty() && namespace.type().equals(Namespace.NETWORK))
                .findFirst()
                .map(namespace -> moves(
                        Step.of(Opcode.OPEN_FILE, Slots.NETWORK, Objects.requireNonNull(namespace.path()), READING)
                                .from(namespaces.configPath(namespace))))
                .orElse(List.of());
    }

    /** Into a new network: once there is a process in it. */
    List<Step> intoNew() {
        return isEmpty() || !namespaces.hasNew(Namespace.NETWORK)
                ? List.of()
                : moves(Step.of(Opcode.OPEN_PROCESS_FILE, Slots.NETWORK, "ns/net", READING)
                        .from("linux.netDevices"));
    }

    private List<Step> moves(Step opened) {
        List<Step> steps = new ArrayList<>(List.of(opened));
        devices.forEach((name, device) -> steps.add(Step.of(
                        Opcode.NET_DEVICE,
                        Slots.NETWORK,
                        name,
                        device.name() == null || device.name().isEmpty() ? name : device.name())
                .from("linux.netDevices." + name)));
        return steps;
    }
}
