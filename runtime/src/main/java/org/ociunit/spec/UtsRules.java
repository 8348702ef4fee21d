package org.ociunit.spec;

import org.jspecify.annotations.Nullable;

/** The host name and the domain name: what uname(2) has room for, in a namespace of the container's own. */
final class UtsRules {
    private static final int LONGEST = 64;

    private UtsRules() {}

    static void check(Spec spec, Place at) {
        boolean own = ContainerNamespaces.of(spec.linux()).have(Namespace.UTS);
        name(spec.hostname(), own, at.clause("config.md, Hostname").member("hostname"));
        name(spec.domainname(), own, at.clause("config.md, Domainname").member("domainname"));
    }

    private static void name(@Nullable String name, boolean own, Place at) {
        if (name == null || name.isEmpty()) {
            return;
        }
        at.text(name);
        if (name.length() > LONGEST) {
            at.error(name, "must have at most " + LONGEST + " characters");
        }
        if (!own) {
            at.error(name, "needs a new uts namespace in linux.namespaces");
        }
    }
}
