package org.ociunit;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.runtime.catalog.NetworkNamespace;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.network.Device;
import org.ociunit.runtime.network.Links;
import org.ociunit.runtime.network.RouteRequest;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;

/**
 * A network of containers: each has an address of its own there, and reaches the others by their names, which are their
 * host names ({@link Bundle#hostname}, by default their ids). They may come and go while others run. Made by {@link
 * Network#create()}.
 *
 * <pre>{@code
 * try (ContainerNetwork network = Network.create();
 *     Container redis = REDIS.network(network).hostname("redis").start()) {
 *   assertThat(CLIENT.network(network).run("redis-cli", "-h", "redis", "ping")).hasStdout("PONG\n");
 * }
 * }</pre>
 *
 * <p>It is a bridge, and a virtual cable to each container, in a network namespace that nobody else uses: the machine's own
 * network is not touched, and an ordinary user may have as many as root. It ends when it is closed, or with this JVM, however
 * that ends. All that is on it hear one another; {@link #link} makes that worse. An ordinary user's containers on one network
 * share a user namespace.
 */
public final class ContainerNetwork implements Network, AutoCloseable {
    private static final String MAKING = "Could not make a network.";
    private static final Device BRIDGE = new Device(2, "bridge");

    /** Behind those of the members' own cables. */
    private static final int FIRST_PORT = 100_000;

    private final Container holder;
    private final NetworkNamespace hub;
    private final Map<Container, NetworkMember> members = new LinkedHashMap<>();
    private final Map<Set<Container>, Link> links = new HashMap<>();
    private int lastNumber = NetworkMember.FIRST - 1;
    private int lastPort = FIRST_PORT - 1;

    private ContainerNetwork(Container holder) {
        this.holder = holder;
        this.hub = namespace(MAKING, holder);
    }

    /** It is held by a container that never starts. */
    static ContainerNetwork make() {
        Container holder = Bundle.from(Image.scratch())
                .on(Runtimes.embedded())
                .hostname("network")
                .create();
        try {
            ContainerNetwork network = new ContainerNetwork(holder);
            network.hub.change(MAKING, List.of(Links.bridge(BRIDGE), Links.state(BRIDGE, true)));
            return network;
        } catch (RuntimeException e) {
            holder.closeAfter(e);
            throw e;
        }
    }

    private static NetworkNamespace namespace(String what, Container container) {
        long pid = container
                .firstPid()
                .orElseThrow(() -> new ContainerException(
                        what, container + " has stopped, and its network went with it.", "do that while it lives."));
        return NetworkNamespace.of(what, pid);
    }

    /**
     * The address of a container on this network.
     *
     * @param container one that is on it
     * @return its IPv4 address
     * @throws IllegalArgumentException if it is not on this network
     */
    public InetAddress address(Container container) {
        return member(container).address();
    }

    /**
     * What a container's packets pass on their way to all others, and theirs to it.
     *
     * @param container one that is on this network
     * @return its link, which can be made worse
     * @throws IllegalArgumentException if it is not on this network
     */
    public synchronized Link link(Container container) {
        NetworkMember member = member(container);
        return links.computeIfAbsent(
                Set.of(container), any -> new MemberLink(this, member, what -> container.note("link " + what)));
    }

    /**
     * What the packets of two containers pass on their way to each other.
     *
     * @param one a container that is on this network
     * @param other another one
     * @return the link between them, which can be made worse
     * @throws IllegalArgumentException if one of them is not on this network, or if they are the same
     */
    public synchronized Link link(Container one, Container other) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("Illegal link of " + one + " to itself: it takes two containers.");
        }
        NetworkMember first = member(one);
        NetworkMember second = member(other);
        return links.computeIfAbsent(
                Set.of(one, other),
                any -> new PathLink(this, first, second, what -> {
                    one.note("link to " + second.name() + " " + what);
                    other.note("link to " + first.name() + " " + what);
                }));
    }

    /** Ends the network; containers that are still on it cannot reach one another any more. */
    @Override
    public void close() {
        holder.close();
    }

    private synchronized NetworkMember member(Container container) {
        NetworkMember member = members.get(container);
        if (member == null) {
            throw new IllegalArgumentException("The " + container + " is not on this network. Fix: create it with "
                    + "Bundle.network, and ask before it is closed.");
        }
        return member;
    }

    /** How its containers come to it. */
    Networking joining() {
        return new Joining(null);
    }

    /** A request to the part of this network that no container has. */
    void change(String what, List<RouteRequest> requests) {
        hub.change(what, requests);
    }

    /** Plugs a cable into the bridge whose other end is a container's device, with its hardware address. */
    void plug(String what, Device port, NetworkMember member, Device device) {
        hub.change(
                what,
                List.of(Links.cable(port, BRIDGE, device, member.hardware()), Links.state(port, true)),
                member.namespace());
    }

    /**
     * Lets a container and all others know who has which address. What they have asked in vain while it was not to be
     * reached fails once nobody has answered, however good the link is by then.
     */
    void introduce(String what, NetworkMember member) {
        for (NetworkMember other : others(member)) {
            member.namespace().change(what, other.heard());
            other.namespace().change(what, member.heard());
        }
    }

    private synchronized List<NetworkMember> others(NetworkMember member) {
        return members.values().stream()
                .filter(other -> other != member && other.namespace().isThere())
                .toList();
    }

    /** A place at the bridge for one more cable. */
    synchronized Device nextPort() {
        lastPort++;
        return new Device(lastPort, "port" + lastPort);
    }

    private Connection connect(Container container, @Nullable NetworkNamespace made) {
        String what = "Could not connect " + container + " to its network.";
        NetworkMember member = enter(container, made == null ? namespace(what, container) : made, what);
        try {
            plug(what, member.port(), member, NetworkMember.OWN);
            member.namespace().change(what, member.settled());
            tellNames();
        } catch (RuntimeException e) {
            leave(container);
            throw e;
        }
        return new Membership(container, made);
    }

    private synchronized NetworkMember enter(Container container, NetworkNamespace namespace, String what) {
        String name = Objects.requireNonNullElse(
                container.spec().hostname(), container.id().value());
        if (members.values().stream().anyMatch(member -> member.name().equals(name))) {
            throw new ContainerException(
                    what,
                    "another container there has the name " + name + ".",
                    "choose another one, by Bundle.hostname.");
        }
        NetworkMember member = new NetworkMember(++lastNumber, name, namespace, HostsFile.of(container));
        members.put(container, member);
        return member;
    }

    private synchronized void leave(Container container) {
        NetworkMember member = members.remove(container);
        if (member != null) {
            member.namespace().close();
        }
        links.keySet().removeIf(ends -> ends.contains(container));
        tellNames();
    }

    private synchronized void tellNames() {
        String names = members.values().stream().map(NetworkMember::hosts).collect(Collectors.joining());
        members.values().forEach(member -> member.file().write(names));
    }

    /** A container that is on this network. */
    private final class Membership implements Connection {
        private final Container container;
        private final @Nullable NetworkNamespace made;

        Membership(Container container, @Nullable NetworkNamespace made) {
            this.container = container;
            this.made = made;
        }

        @Override
        public Optional<NetworkFiles> files() {
            return Optional.ofNullable(made)
                    .map(network -> new NetworkFiles(
                            network.path(),
                            NetworkFiles.of(holder.firstPid().orElseThrow()).users()));
        }

        @Override
        public Optional<ContainerNetwork> network() {
            return Optional.of(ContainerNetwork.this);
        }

        @Override
        public void close() {
            leave(container);
        }
    }

    /**
     * How a container comes to it. Root has rights over any container's network. An ordinary user's containers share a user
     * namespace, since one has no rights over another, and each joins a network that is there before: other runtimes let
     * nobody look into a container that has been created and shares one.
     */
    private final class Joining implements Networking {
        private final @Nullable NetworkNamespace made;

        Joining(@Nullable NetworkNamespace made) {
            this.made = made;
        }

        @Override
        public Reach reach() {
            return Reach.FORWARDED;
        }

        @Override
        public String words() {
            return "one of several containers";
        }

        @Override
        public Linux applyTo(Linux linux) {
            Namespace network = Namespace.of(Namespace.NETWORK);
            Linux own = Namespaces.with(
                    linux, made == null ? network : network.withPath(made.path().toString()));
            return Host.current().isRoot() ? own : Namespaces.withUsersOf(own, holder);
        }

        @Override
        public String hosts(String hostname) {
            return LOCALHOST;
        }

        @Override
        public String resolver() {
            return "";
        }

        @Override
        public Networking forOne() {
            return Host.current().isRoot() ? this : new Joining(hub.makeAnother(MAKING));
        }

        @Override
        public void abandon() {
            if (made != null) {
                made.close();
            }
        }

        @Override
        public Connection connect(Container container) {
            return ContainerNetwork.this.connect(container, made);
        }
    }
}
