package org.ociunit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Mount;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** With whom a container shares a namespace, see {@link Bundle#namespace}. */
public final class Sharing {
    private final BiFunction<NamespaceKind, Linux, Linux> change;
    private final boolean host;

    private Sharing(boolean host, BiFunction<NamespaceKind, Linux, Linux> change) {
        this.change = change;
        this.host = host;
    }

    /**
     * With nobody: the namespace is the container's own.
     *
     * @return the sharing
     */
    public static Sharing none() {
        return new Sharing(false, (kind, linux) -> Namespaces.with(linux, Namespace.of(kind.type())));
    }

    /**
     * With this machine, or rather with the runtime's process on it. In a user namespace, which cannot mount what belongs to
     * the machine's namespaces, the container sees the machine's own {@code /proc} or {@code /dev/mqueue}.
     *
     * @return the sharing
     */
    public static Sharing withHost() {
        return new Sharing(true, (kind, linux) -> Namespaces.without(linux, kind.type()));
    }

    /**
     * With another container, whose namespace is looked up when a container is made. A container in a user namespace joins
     * the other one's user namespace too, without which it may not.
     *
     * @param other a container that has been created and has not stopped
     * @return the sharing
     */
    public static Sharing with(Container other) {
        return new Sharing(false, (kind, linux) -> Namespaces.joined(linux, kind.type(), kind.file(), other));
    }

    /**
     * With all that are in a namespace which a file stands for.
     *
     * @param file such as {@code /proc/1/ns/ipc}, or one that a namespace has been bound to
     * @return the sharing
     */
    public static Sharing of(Path file) {
        String path = file.toAbsolutePath().toString();
        return new Sharing(
                false,
                (kind, linux) ->
                        Namespaces.with(linux, Namespace.of(kind.type()).withPath(path)));
    }

    /** What the sharing of such a namespace changes. */
    UnaryOperator<Spec> of(NamespaceKind kind) {
        UnaryOperator<Spec> namespace = Adjectives.linux(linux -> change.apply(kind, linux));
        return host ? spec -> withMountsOfHost(kind, namespace.apply(spec)) : namespace;
    }

    private static Spec withMountsOfHost(NamespaceKind kind, Spec spec) {
        if (!Namespaces.has(spec.linux(), Namespace.USER)) {
            return spec;
        }
        return switch (kind) {
            case PID -> withMountOfHost(spec, "/proc");
            case IPC -> withMountOfHost(spec, "/dev/mqueue");
            default -> spec;
        };
    }

    /** Without the mount if the machine has none. */
    private static Spec withMountOfHost(Spec spec, String place) {
        boolean there = Files.isDirectory(Path.of(place));
        return spec.withMounts(Adjectives.mounts(spec).stream()
                .filter(mount -> there || !mount.destination().equals(place))
                .map(mount -> mount.destination().equals(place) ? ofHost(place) : mount)
                .toList());
    }

    private static Mount ofHost(String place) {
        return Mounts.bind(Path.of(place), place, "nosuid", "noexec", "nodev");
    }
}
