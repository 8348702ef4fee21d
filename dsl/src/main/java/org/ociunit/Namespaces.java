package org.ociunit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** The namespaces of a configuration. */
final class Namespaces {
    private Namespaces() {}

    static Linux with(Linux linux, Namespace namespace) {
        Linux others = without(linux, namespace.type());
        return linux.withNamespaces(
                Stream.concat(stream(others), Stream.of(namespace)).toList());
    }

    static Linux without(Linux linux, String type) {
        return linux.withNamespaces(stream(linux)
                .filter(namespace -> !namespace.type().equals(type))
                .toList());
    }

    /** Whether the container has a namespace that is not the runtime's own: a new one, or one that it joins. */
    static boolean has(@Nullable Linux linux, String type) {
        return linux != null
                && stream(linux).anyMatch(namespace -> namespace.type().equals(type));
    }

    /** Whether the container has a namespace that nobody else has. */
    static boolean hasOwn(Spec spec, String type) {
        return spec.linux() != null
                && stream(spec.linux())
                        .anyMatch(namespace -> namespace.type().equals(type) && namespace.path() == null);
    }

    /**
     * Joins a namespace of another container. One that belongs to a user namespace can be joined only by those who are in
     * that one too; a container that would have a user namespace of its own joins both.
     *
     * @param file what the kernel calls the namespace, such as {@code net}
     */
    static Linux joined(Linux linux, String type, String file, Container other) {
        Namespace namespace = Namespace.of(type).withPath(file(other, file).toString());
        return with(withUsersOf(linux, other), namespace);
    }

    /** A container that would have a user namespace of its own shares the other one's; that one has any. */
    static Linux withUsersOf(Linux linux, Container other) {
        return has(linux, Namespace.USER)
                ? with(
                        linux,
                        Namespace.of(Namespace.USER)
                                .withPath(file(other, "user").toString()))
                : linux;
    }

    private static Path file(Container other, String name) {
        long pid = other.state()
                .pid()
                .orElseThrow(() -> new ContainerException(
                        "Could not share a namespace with container " + other.id() + ".",
                        "it has no process any more.",
                        "share it while that container lives."));
        return Path.of("/proc/" + pid + "/ns/" + name);
    }

    private static Stream<Namespace> stream(Linux linux) {
        return Stream.ofNullable(linux.namespaces()).flatMap(List::stream);
    }
}
