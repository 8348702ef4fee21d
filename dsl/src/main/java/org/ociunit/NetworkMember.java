package org.ociunit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ociunit.runtime.catalog.NetworkNamespace;
import org.ociunit.runtime.network.Device;
import org.ociunit.runtime.network.Links;
import org.ociunit.runtime.network.RouteRequest;

/** A container on a network, and all that follows from its number there. */
final class NetworkMember {
    /** The lowest number; the ones before it are those of the network and of its bridge. */
    static final int FIRST = 2;

    /** The device of a container's own. Kernels with tunnels put some into every network, under low numbers. */
    static final Device OWN = new Device(1000, "eth0");

    private static final int PREFIX_4 = 16;
    private static final int PREFIX_6 = 64;
    private static final boolean HAS_6 = Files.exists(Path.of("/proc/net/if_inet6"));

    private final int number;
    private final String name;
    private final NetworkNamespace namespace;
    private final HostsFile file;

    NetworkMember(int number, String name, NetworkNamespace namespace, HostsFile file) {
        this.number = number;
        this.name = name;
        this.namespace = namespace;
        this.file = file;
    }

    String name() {
        return name;
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    HostsFile file() {
        return file;
    }

    /** Its address among those of RFC 1918; it is seen by nobody outside. */
    InetAddress address() {
        return address(new byte[] {10, 77, high(), low()});
    }

    /** All of its addresses; the second one is among those of RFC 4193. */
    List<InetAddress> addresses() {
        return HAS_6
                ? List.of(address(), address(new byte[] {
                    (byte) 0xfd, 0x6f, 0x63, 0x69, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, high(), low()
                }))
                : List.of(address());
    }

    /** Its hardware address, among those that are nobody's. */
    byte[] hardware() {
        return new byte[] {2, 'o', 'c', 'i', high(), low()};
    }

    /** The device that leads to this one alone, in another container. */
    Device deviceTo() {
        return new Device(OWN.index() + number, "to" + number);
    }

    /** The end of its cable that no container has, behind loopback and the bridge. */
    Device port() {
        return new Device(number + 1, "port" + (number + 1));
    }

    /** What its own end of the cable needs to be of use. */
    List<RouteRequest> settled() {
        List<RouteRequest> requests = new ArrayList<>(List.of(Links.state(Device.LOOPBACK, true)));
        addresses().forEach(address -> requests.add(Links.address(OWN, address, prefix(address))));
        requests.add(Links.state(OWN, true));
        return requests;
    }

    /** What others know of it who have just heard from it. */
    List<RouteRequest> heard() {
        return addresses().stream()
                .map(address -> Links.heard(OWN, address, hardware()))
                .toList();
    }

    /** Its lines for {@code /etc/hosts}. */
    String hosts() {
        StringBuilder lines = new StringBuilder();
        addresses()
                .forEach(address -> lines.append(address.getHostAddress())
                        .append(' ')
                        .append(name)
                        .append('\n'));
        return lines.toString();
    }

    private static int prefix(InetAddress address) {
        return address.getAddress().length == 4 ? PREFIX_4 : PREFIX_6;
    }

    private byte high() {
        return (byte) (number >> Byte.SIZE);
    }

    private byte low() {
        return (byte) number;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException noAddressHasThatLength) {
            throw new IllegalStateException(noAddressHasThatLength);
        }
    }
}
