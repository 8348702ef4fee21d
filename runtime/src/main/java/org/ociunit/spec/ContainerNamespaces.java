package org.ociunit.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which namespaces a container does not share with its runtime. An empty path counts as an absent one. */
final class ContainerNamespaces {
    private final List<Namespace> namespaces;

    private ContainerNamespaces(List<Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    static ContainerNamespaces of(@Nullable Linux linux) {
        return new ContainerNamespaces(linux == null || linux.namespaces() == null ? List.of() : linux.namespaces());
    }

    /** A new one, or one that it joins. */
    boolean have(String type) {
        return namespaces.stream().anyMatch(namespace -> namespace.type().equals(type));
    }

    boolean haveNew(String type) {
        return namespaces.stream().anyMatch(namespace -> namespace.type().equals(type) && isNew(namespace));
    }

    private static boolean isNew(Namespace namespace) {
        return namespace.path() == null || namespace.path().isEmpty();
    }
}
