package org.ociunit.runtime.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Devices, and what leads to them. A device is told by its number, which whoever makes it chooses: nobody has to ask the
 * kernel for it.
 *
 * <p>rtnetlink(7); the numbers are those of linux/rtnetlink.h, linux/if_link.h and linux/neighbour.h.
 */
public final class Links {
    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int NEW_ADDRESS = 20;
    private static final int NEW_ROUTE = 24;
    private static final int NEW_NEIGHBOUR = 28;

    private static final int REPLACE = 0x100;
    private static final int EXCLUSIVE = 0x200;
    private static final int CREATE = 0x400;
    private static final int ANEW = CREATE | EXCLUSIVE;

    /** IFF_UP of netdevice(7). */
    private static final int UP = 1;

    private static final byte ANY_FAMILY = 0;
    private static final byte FAMILY_4 = 2;
    private static final byte FAMILY_6 = 10;

    private Links() {}

    /**
     * A bridge.
     *
     * @param device what it is to be
     * @return the request that makes it
     */
    public static RouteRequest bridge(Device device) {
        return link(NEW_LINK, ANEW, device.index(), 0, 0)
                .with(Link.NAME, device.name())
                .nest(Link.INFO, info -> info.with(Link.INFO_KIND, "bridge"))
                .request("make the bridge " + device.name());
    }

    /**
     * A virtual cable, one end of which is here and the other in another network namespace, which the sender has open.
     *
     * @param near the end here, which is a port of a bridge
     * @param bridge that bridge
     * @param far the other end
     * @param address the other end's hardware address
     * @return the request that makes it
     */
    public static RouteRequest cable(Device near, Device bridge, Device far, byte[] address) {
        return link(NEW_LINK, ANEW, near.index(), 0, 0)
                .with(Link.NAME, near.name())
                .with(Link.MASTER, bridge.index())
                .nest(
                        Link.INFO,
                        info -> info.with(Link.INFO_KIND, "veth")
                                .nest(
                                        Link.INFO_OPTIONS,
                                        options -> options.nest(
                                                Link.CABLE_PEER,
                                                peer -> peer.raw(linkHeader(far.index(), 0, 0))
                                                        .with(Link.NAME, far.name())
                                                        .with(Link.ADDRESS, address)
                                                        .withNamespace(Link.NAMESPACE))))
                .request("make the cable to " + far.name());
    }

    /**
     * A device goes up, or down: nothing passes it then, and who sends is not told.
     *
     * @param device the device
     * @param isUp whether it goes up
     * @return the request
     */
    public static RouteRequest state(Device device, boolean isUp) {
        return link(NEW_LINK, 0, device.index(), isUp ? UP : 0, UP)
                .request("set " + device.name() + (isUp ? " up" : " down"));
    }

    /**
     * Removes a device; the other end of a cable goes with it.
     *
     * @param device the device
     * @return the request
     */
    public static RouteRequest removed(Device device) {
        return link(DELETE_LINK, 0, device.index(), 0, 0).request("remove " + device.name());
    }

    /**
     * A device makes no address of its own up: it has those that it is given.
     *
     * @param device the device, before it goes up
     * @return the request
     */
    public static RouteRequest withoutOwnAddress(Device device) {
        return link(NEW_LINK, 0, device.index(), 0, 0)
                .nest(
                        Link.PER_FAMILY,
                        families -> families.nest(
                                FAMILY_6, family -> family.with(Link.ADDRESS_MODE, new byte[] {Link.NO_ADDRESS})))
                .request("let " + device.name() + " have no address of its own");
    }

    /**
     * Gives a device an address, which can be used at once: nobody else here has it.
     *
     * @param device the device
     * @param address the address
     * @param prefix how many of its bits all on the link have in common
     * @return the request
     */
    public static RouteRequest address(Device device, InetAddress address, int prefix) {
        int withoutDetection = address instanceof Inet4Address ? 0 : Address.WITHOUT_DETECTION;
        return new RouteMessage(
                        NEW_ADDRESS,
                        ANEW,
                        into -> into.put(family(address))
                                .put((byte) prefix)
                                .put((byte) withoutDetection)
                                .put((byte) 0)
                                .putInt(device.index()))
                .with(Address.LOCAL, address)
                .with(Address.ITSELF, address)
                .request("give " + device.name() + " the address " + address.getHostAddress());
    }

    /**
     * Has what goes to an address pass a device.
     *
     * @param goal the address
     * @param device the device
     * @param source the sender's own address
     * @return the request
     */
    public static RouteRequest route(InetAddress goal, Device device, InetAddress source) {
        return new RouteMessage(
                        NEW_ROUTE,
                        CREATE | REPLACE,
                        into -> into.put(family(goal))
                                .put((byte) (goal.getAddress().length * Byte.SIZE))
                                .putShort((short) 0)
                                .put(Route.MAIN_TABLE)
                                .put(Route.STATIC)
                                .put(goal instanceof Inet4Address ? Route.ON_THE_LINK : 0)
                                .put(Route.UNICAST)
                                .putInt(0))
                .with(Route.GOAL, goal)
                .with(Route.DEVICE, device.index())
                .with(Route.SOURCE, source)
                .request("lead to " + goal.getHostAddress() + " by " + device.name());
    }

    /**
     * Says who has an address, for good: nobody is asked.
     *
     * @param device the device that leads there
     * @param address the address
     * @param hardware who has it
     * @return the request
     */
    public static RouteRequest neighbour(Device device, InetAddress address, byte[] hardware) {
        return neighbour(device, address, hardware, Neighbour.PERMANENT);
    }

    /**
     * Says who has an address, as if it had just been heard.
     *
     * @param device the device that leads there
     * @param address the address
     * @param hardware who has it
     * @return the request
     */
    public static RouteRequest heard(Device device, InetAddress address, byte[] hardware) {
        return neighbour(device, address, hardware, Neighbour.REACHABLE);
    }

    private static RouteRequest neighbour(Device device, InetAddress address, byte[] hardware, short state) {
        return new RouteMessage(
                        NEW_NEIGHBOUR,
                        CREATE | REPLACE,
                        into -> into.put(family(address))
                                .put((byte) 0)
                                .putShort((short) 0)
                                .putInt(device.index())
                                .putShort(state)
                                .putShort((short) 0))
                .with(Neighbour.GOAL, address)
                .with(Neighbour.HARDWARE, hardware)
                .request("say who has " + address.getHostAddress());
    }

    private static RouteMessage link(int type, int flags, int index, int state, int changed) {
        return new RouteMessage(type, flags, linkHeader(index, state, changed));
    }

    private static Consumer<ByteBuffer> linkHeader(int index, int state, int changed) {
        return into -> into.put(ANY_FAMILY)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(index)
                .putInt(state)
                .putInt(changed);
    }

    private static byte family(InetAddress address) {
        return Objects.requireNonNull(address) instanceof Inet4Address ? FAMILY_4 : FAMILY_6;
    }

    /** IFLA_*, and what nests in them. */
    private static final class Link {
        static final int ADDRESS = 1;
        static final int NAME = 3;
        static final int MASTER = 10;
        static final int INFO = 18;
        static final int INFO_KIND = 1;
        static final int INFO_OPTIONS = 2;
        static final int CABLE_PEER = 1;
        static final int PER_FAMILY = 26;
        static final int ADDRESS_MODE = 8;
        static final byte NO_ADDRESS = 1;
        static final int NAMESPACE = 28;
    }

    /** IFA_*. */
    private static final class Address {
        static final int ITSELF = 1;
        static final int LOCAL = 2;
        static final int WITHOUT_DETECTION = 2;
    }

    /** RTA_*, and the fields of its header. */
    private static final class Route {
        static final int GOAL = 1;
        static final int DEVICE = 4;
        static final int SOURCE = 7;
        static final byte MAIN_TABLE = (byte) 254;
        static final byte STATIC = 4;
        static final byte ON_THE_LINK = (byte) 253;
        static final byte UNICAST = 1;
    }

    /** NDA_*, and states of NUD_*. */
    private static final class Neighbour {
        static final int GOAL = 1;
        static final int HARDWARE = 2;
        static final short REACHABLE = 0x02;
        static final short PERMANENT = 0x80;
    }
}
