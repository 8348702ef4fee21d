package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;

/**
 * The network of another container. Names mean what they mean there.
 *
 * @param other a container that lives
 */
record NetworkOfContainer(Container other) implements Network, Networking {
    @Override
    public Linux applyTo(Linux linux) {
        return Namespaces.joined(linux, Namespace.NETWORK, "net", other);
    }

    @Override
    public String hosts(String hostname) throws IOException {
        return read("hosts", LOCALHOST) + "127.0.1.1 " + hostname + "\n";
    }

    @Override
    public String resolver() throws IOException {
        return read("resolv.conf", "");
    }

    /** The ports are those of the other one. */
    @Override
    public Reach reach() {
        Networking network = other.bundle().networking();
        return network == null ? Reach.NOT : network.reach();
    }

    @Override
    public String words() {
        Networking network = other.bundle().networking();
        String whose = "that of " + other;
        return network == null ? whose : whose + ", which is " + network.words();
    }

    @Override
    public Network withInternet() {
        throw new ContainerException(
                "Could not add a way out to Network.of(container).",
                "it is the network of container " + other.id() + ", and has the ways out that this one has.",
                "say withInternet() where that container gets its network.");
    }

    private String read(String name, String otherwise) throws IOException {
        Path file = other.folder().resolve(name);
        return Files.isReadable(file) ? Files.readString(file) : otherwise;
    }
}
