package org.ociunit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ociunit.runtime.host.Host;

/**
 * A program that gives a network namespace a way out: it carries what comes to a device {@code tap0} there on through
 * sockets of this user's. It needs no rights, and changes nothing of this machine's network. Nobody outside gets in by it,
 * and this machine's loopback is not to be reached.
 */
enum Outlet {
    /** The namespace gets the addresses and routes of this machine's interface with the default route. */
    PASTA("passt", List.of("--config-net", "--ns-ifname", "--no-map-gw", "--dns-forward", "--runas")) {
        // The network namespace is its standard input: as root it has dropped what would let it open another process's.
        // It
        // writes its pid when it is ready.
        @Override
        List<String> arguments(Inside inside) {
            List<String> arguments = new ArrayList<>(List.of("--foreground", "--quiet", "--config-net", "--no-map-gw"));
            arguments.addAll(List.of("--ns-ifname", DEVICE, "--dns-forward", WayOut.RESOLVER));
            Stream.of("--tcp-ports", "--udp-ports", "--tcp-ns", "--udp-ns")
                    .forEach(forwarded -> arguments.addAll(List.of(forwarded, "none")));
            if (Host.current().isRoot()) {
                arguments.addAll(List.of("--runas", "0")); // else it becomes nobody, who may not enter
            }
            arguments.addAll(List.of("--pid", inside.ready().toString()));
            arguments.addAll(
                    inside.hasUsers()
                            ? List.of("--userns", inside.files().users().toString())
                            : List.of("--netns-only"));
            arguments.addAll(List.of("--netns", STDIN));
            return arguments;
        }
    },

    /** The namespace gets the address 10.0.2.100, of version 4 alone. */
    SLIRP4NETNS(
            "slirp4netns",
            List.of("--configure", "--disable-host-loopback", "--enable-sandbox", "--enable-seccomp", "--ready-fd")) {
        @Override
        List<String> arguments(Inside inside) {
            List<String> arguments = new ArrayList<>(List.of("--configure", "--mtu=65520", "--disable-host-loopback"));
            arguments.addAll(List.of("--enable-sandbox", "--enable-seccomp", "--ready-fd=3"));
            arguments.addAll(List.of(Long.toString(inside.pid()), DEVICE));
            return arguments;
        }
    };

    private static final String DEVICE = "tap0";
    private static final String STDIN = "/proc/self/fd/0";

    private final String debianPackage;
    private final List<String> options;

    Outlet(String debianPackage, List<String> options) {
        this.debianPackage = debianPackage;
        this.options = options;
    }

    /** What it is called with, see its manual. */
    abstract List<String> arguments(Inside inside);

    String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    String debianPackage() {
        return debianPackage;
    }

    /** Those options that a version does not know, by its own help. */
    List<String> missingIn(String help) {
        return options.stream().filter(option -> !help.contains(option)).toList();
    }

    /**
     * Where a way out begins.
     *
     * @param who whose it is, such as {@code container web}
     * @param pid a process in the network namespace
     * @param files the files of that namespace
     * @param hasUsers whether that belongs to a user namespace of the process's, and not to this user's own
     * @param ready an empty file, which is no longer empty when the way is open
     */
    record Inside(String who, long pid, NetworkFiles files, boolean hasUsers, Path ready) {}
}
