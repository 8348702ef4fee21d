package org.ociunit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;

/**
 * A network that plugins make by a configuration: the Container Network Interface, SPEC.md.
 *
 * @param name the network's name
 * @param configurations the folder of configurations
 * @param plugins the folders of plugins
 */
record CniNetwork(String name, Path configurations, List<Path> plugins) implements Network, Networking {
    private static final String CONFIGURATIONS = "/etc/cni/net.d";
    private static final String PLUGINS = "/opt/cni/bin:/usr/lib/cni:/usr/libexec/cni";

    /** What stands for the container's own name until the plugins have told its addresses. */
    private static final String OWN_LOOPBACK = "127.0.1.1";

    CniNetwork {
        plugins = List.copyOf(plugins);
    }

    /** As the standard's own tool looks for them. */
    static CniNetwork ofMachine(String name, Map<String, String> environment) {
        String folders = environment.getOrDefault("CNI_PATH", PLUGINS);
        return new CniNetwork(
                name,
                Path.of(environment.getOrDefault("NETCONFPATH", CONFIGURATIONS)),
                Stream.of(folders.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    @Override
    public Reach reach() {
        return Reach.FORWARDED;
    }

    @Override
    public String words() {
        return "that of CNI named " + name;
    }

    @Override
    public Linux applyTo(Linux linux) {
        return Namespaces.with(linux, Namespace.of(Namespace.NETWORK));
    }

    @Override
    public String hosts(String hostname) throws IOException {
        return LOCALHOST + OWN_LOOPBACK + " " + hostname + "\n";
    }

    @Override
    public String resolver() throws IOException {
        return NetworkKind.HOST.resolver();
    }

    @Override
    public Connection connect(Container container) {
        CniAttachment attachment = CniAttachment.of(container, CniList.find(name, configurations, plugins), plugins);
        try {
            tell(container, attachment.result());
            return attachment;
        } catch (RuntimeException e) {
            attachment.closeAfter(e);
            throw e;
        }
    }

    /** The files are bound into the container, and therefore written where they are. */
    private static void tell(Container container, CniResult result) {
        try {
            Path hosts = container.folder().resolve("hosts");
            String own = line(Files.readString(hosts), OWN_LOOPBACK);
            if (own != null && !result.addresses().isEmpty()) {
                String lines = String.join(
                        "\n",
                        result.addresses().stream()
                                .map(address -> address + own.substring(OWN_LOOPBACK.length()))
                                .toList());
                Files.writeString(hosts, Files.readString(hosts).replace(own + "\n", lines + "\n"));
            }
            Optional<String> resolver = result.resolver();
            if (resolver.isPresent()) {
                Files.writeString(container.folder().resolve("resolv.conf"), resolver.get());
            }
        } catch (IOException e) {
            throw new ContainerException(
                    "Could not tell container " + container.id() + " its address.", e.toString(), null, e);
        }
    }

    private static @Nullable String line(String text, String address) {
        return text.lines()
                .filter(line -> line.startsWith(address + " "))
                .findFirst()
                .orElse(null);
    }
}
