package org.ociunit.runtime.embedded;

import java.util.ArrayList;
import java.util.List;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** Configurations with users of their own. */
final class UserNamespaces {
    private UserNamespaces() {}

    /** Everybody is somebody else outside. */
    static Spec shifted(Spec spec) {
        Spec same = wholeMachine(spec);
        return same.withLinux(same.linux()
                .withUidMappings(List.of(IdMapping.of(0, 100_000, 65536)))
                .withGidMappings(List.of(IdMapping.of(0, 200_000, 65536))));
    }

    /** Every id is its own, but root is no root outside. */
    static Spec wholeMachine(Spec spec) {
        Linux linux = spec.linux();
        List<Namespace> namespaces = new ArrayList<>(linux.namespaces());
        namespaces.add(Namespace.of(Namespace.USER));
        return spec.withLinux(linux.withNamespaces(namespaces)
                .withUidMappings(List.of(IdMapping.of(0, 0, 65536)))
                .withGidMappings(List.of(IdMapping.of(0, 0, 65536))));
    }
}
