package org.ociunit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;

/** The networks that need nobody else. */
enum NetworkKind implements Network, Networking {
    /** Nobody can be reached, and so no name server either. */
    NONE,

    /** The same, but its ports lead out. */
    REACHABLE {
        @Override
        public Reach reach() {
            return Reach.FORWARDED;
        }
    },

    /** Names mean what they mean on the host. */
    HOST {
        @Override
        public Linux applyTo(Linux linux) {
            return Namespaces.without(linux, Namespace.NETWORK);
        }

        @Override
        public String hosts(String hostname) throws IOException {
            return read(Path.of("/etc/hosts"), LOCALHOST) + "127.0.1.1 " + hostname + "\n";
        }

        @Override
        public String resolver() throws IOException {
            return read(Path.of("/etc/resolv.conf"), "");
        }

        @Override
        public Reach reach() {
            return Reach.DIRECT;
        }

        @Override
        public Network withInternet() {
            throw new ContainerException(
                    "Could not add a way out to Network.host().",
                    "it is this machine's own network, and has the ways out that this machine has.",
                    "leave withInternet() out, or say Network.none().withInternet().");
        }
    };

    @Override
    public Linux applyTo(Linux linux) {
        return Namespaces.with(linux, Namespace.of(Namespace.NETWORK));
    }

    @Override
    public String hosts(String hostname) throws IOException {
        return LOCALHOST + "127.0.1.1 " + hostname + "\n";
    }

    @Override
    public String resolver() throws IOException {
        return "";
    }

    @Override
    public Reach reach() {
        return Reach.NOT;
    }

    @Override
    public String words() {
        return text();
    }

    /** The network of a text, such as {@code none}. */
    static NetworkKind of(String text) {
        return named(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Illegal network \"" + text + "\": it takes none, reachable or host."));
    }

    static Optional<NetworkKind> named(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String read(Path file, String otherwise) throws IOException {
        return Files.isReadable(file) ? Files.readString(file) : otherwise;
    }
}
