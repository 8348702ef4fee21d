package org.ociunit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What network a container sees. */
public sealed interface Network
        permits NetworkKind, NetworkOfContainer, ContainerNetwork, NetworkWithInternet, CniNetwork {
    /**
     * No network: a network namespace of the container's own, with nothing in it but loopback, as the runtime leaves it.
     * This is the default.
     *
     * @return the network
     */
    static Network none() {
        return NetworkKind.NONE;
    }

    /**
     * A network of the container's own with nothing in it but loopback, as {@link #none()} is, and whose ports this machine's
     * loopback leads to: {@link Container#address}. Any number of containers may listen on the same port. It needs no root, and
     * changes nothing on this machine; the container itself reaches nobody.
     *
     * @return the network
     */
    static Network reachable() {
        return NetworkKind.REACHABLE;
    }

    /**
     * The network of this machine, as this JVM sees it.
     *
     * @return the network
     */
    static Network host() {
        return NetworkKind.HOST;
    }

    /**
     * The network of another container: both have the same addresses and ports, and reach each other by loopback. A container
     * in a user namespace joins the other one's user namespace too, without which it may not.
     *
     * @param other a container that has been created and has not stopped; its network is looked up when a container is made
     * @return the network
     */
    static Network of(Container other) {
        return new NetworkOfContainer(other);
    }

    /**
     * A new network that containers can be on together, each with an address of its own, and with its host name for the
     * others. Close it after them.
     *
     * @return the network, with nobody on it
     * @throws org.ociunit.error.ContainerException if this machine allows none; the message tells why
     */
    static ContainerNetwork create() {
        return ContainerNetwork.make();
    }

    /**
     * The network of a word, of those that need nobody else.
     *
     * @param word such as {@code none}, {@code reachable} or {@code host}
     * @return the network that the method of that name gives; nothing for any other word
     */
    static Optional<Network> named(String word) {
        return NetworkKind.named(word).map(Network.class::cast);
    }

    /**
     * A network that is installed on this machine: a configuration of CNI, the standard by which Kubernetes and others have
     * networks made. Its plugins are run when a container has been created and its program has not begun, and once more when
     * the container has been deleted, or when this JVM has ended, however it ends.
     *
     * <p>The configuration is looked for in {@code NETCONFPATH} of the environment, by default {@code /etc/cni/net.d}: the
     * first list of that name in the {@code *.conflist} files, and then the first plugin of that name in the {@code *.conf}
     * and {@code *.json} files. The plugins are looked for in the folders of {@code CNI_PATH}, by default {@code
     * /opt/cni/bin}, {@code /usr/lib/cni} and {@code /usr/libexec/cni}. {@code CNI_ARGS} is handed on. Versions 0.3.0 to 1.1.0
     * of the standard are known.
     *
     * <p>The container's interface is {@code eth0}. Its own name means the addresses that the plugins have given it, and its
     * name servers are those that they tell, or otherwise this machine's. Most plugins need root, and some, such as {@code
     * bridge}, leave their device for the next container.
     *
     * @param name the network's name, as its configuration has it
     * @return the network; it is looked up when a container is made, which fails with what a plugin says if one does
     */
    static Network cni(String name) {
        return CniNetwork.ofMachine(name, System.getenv());
    }

    /**
     * A network of CNI, see {@link #cni(String)}, with what is installed somewhere else.
     *
     * @param name the network's name, as its configuration has it
     * @param configurations the folder of configurations
     * @param plugins the folders of plugins, in the order in which they are looked through
     * @return the network; it is looked up when a container is made
     */
    static Network cni(String name, Path configurations, Path... plugins) {
        return new CniNetwork(name, configurations, List.of(plugins));
    }

    /**
     * The same network with a way out to wherever this machine gets, names and all. Nobody gets in by it, and what listens
     * on this machine's loopback alone is not to be reached. No rights are needed, and nothing of this machine's network is
     * changed: a program carries all on through its own sockets, pasta where it is installed and does, and otherwise
     * slirp4netns, which gives a container no address of IP version 6. The program ends with the container, or with this JVM,
     * however that ends.
     *
     * <p>The container has a further interface for it, {@code tap0}, with its default route. It asks 10.0.2.3 for names,
     * which stands for this machine's name server. (With slirp4netns and a name server on this machine's loopback, that
     * address stands for all other ports there, too, as its manual says.)
     *
     * <pre>{@code
     * Bundle.from(image).network(Network.none().withInternet()).run("apk", "add", "curl");
     * }</pre>
     *
     * @return such a network; when a container is made, that fails with {@link
     *     org.ociunit.error.UnsupportedByHostException} if no such program does, and says of each why
     * @throws org.ociunit.error.ContainerException for {@link #host()} and {@link #of}, which have the way out that others
     *     have
     */
    default Network withInternet() {
        return new NetworkWithInternet(Networking.of(this));
    }
}
