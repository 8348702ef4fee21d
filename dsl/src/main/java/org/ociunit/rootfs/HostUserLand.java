package org.ociunit.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A root with this machine's user land in it: a link is made alike, a file is copied, and a folder is made empty, for the
 * machine's own to be bound over it.
 *
 * @param host the machine's root
 * @param root the container's root, an empty folder
 */
record HostUserLand(Path host, Path root) {
    /** Folders that every system has, and that belong to the container alone. */
    private static final List<String> OWN = List.of(
            "dev",
            "proc",
            "sys",
            "run",
            "root",
            "home",
            "etc",
            "var",
            "var/log",
            "var/cache",
            "var/lib",
            "opt",
            "srv",
            "mnt");

    /** Folders that everybody writes to. */
    private static final List<String> TEMPORARY = List.of("tmp", "var/tmp");

    private static final List<String> PROGRAMS =
            List.of("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix", "gnu");

    /** What programs need of {@code /etc}: names of users and services, where libraries and certificates are, the time. */
    private static final List<String> SETTINGS = List.of(
            "passwd",
            "group",
            "nsswitch.conf",
            "services",
            "protocols",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "ld-musl-x86_64.path",
            "ld-musl-aarch64.path",
            "alternatives",
            "ssl",
            "pki",
            "crypto-policies",
            "ca-certificates",
            "ca-certificates.conf",
            "localtime",
            "timezone",
            "os-release",
            "mime.types",
            "profile",
            "bash.bashrc",
            "inputrc");

    /** Makes the folders, links and files; returns the machine's folders that are to be bound. */
    List<Path> make() throws IOException {
        for (String folder : OWN) {
            make(folder, 0755);
        }
        for (String folder : TEMPORARY) {
            make(folder, 01777);
        }
        List<Path> bound = new ArrayList<>();
        for (String name : PROGRAMS) {
            take(name, bound);
        }
        for (String name : SETTINGS) {
            take("etc/" + name, bound);
        }
        for (String name : javaSettings()) {
            take("etc/" + name, bound);
        }
        return bound;
    }

    private void make(String name, int mode) throws IOException {
        Files.setAttribute(Files.createDirectory(root.resolve(name)), "unix:mode", mode);
    }

    private void take(String name, List<Path> bound) throws IOException {
        Path original = host.resolve(name);
        Path place = root.resolve(name);
        if (Files.isSymbolicLink(original)) {
            Files.createSymbolicLink(place, Files.readSymbolicLink(original));
        } else if (Files.isDirectory(original)) {
            Files.createDirectory(place);
            bound.add(original);
        } else if (Files.isRegularFile(original) && Files.isReadable(original)) {
            Files.copy(original, place, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The folders of the JDKs' settings carry versions in their names: {@code java-17-openjdk}. */
    private List<String> javaSettings() {
        String[] names = host.resolve("etc").toFile().list((etc, name) -> name.startsWith("java"));
        return names == null ? List.of() : Arrays.stream(names).sorted().toList();
    }
}
