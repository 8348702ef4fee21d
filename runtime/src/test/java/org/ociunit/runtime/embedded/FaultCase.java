package org.ociunit.runtime.embedded;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ociunit.runtime.Console;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.Stdio;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Hook;
import org.ociunit.spec.Hooks;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/** A container, and which of the plans that make it is spoiled: its own, or one of a process that comes to it. */
enum FaultCase {
    PLAIN(0),
    DETACHED(0) {
        @Override
        CreateOptions options() {
            return CreateOptions.defaults().detached();
        }
    },
    IN_A_USER_NAMESPACE(0) {
        @Override
        Spec change(Spec spec, long host) {
            return changed(
                    spec,
                    linux -> linux.withNamespaces(with(linux.namespaces(), Namespace.of(Namespace.USER)))
                            .withUidMappings(List.of(IdMapping.of(0, 100_000, 65_536)))
                            .withGidMappings(List.of(IdMapping.of(0, 100_000, 65_536))));
        }
    },
    IN_A_USER_NAMESPACE_WITH_HOOKS(0) {
        @Override
        Spec change(Spec spec, long host) {
            return hooked(IN_A_USER_NAMESPACE.change(spec, host));
        }
    },
    JOINED_TO_ANOTHERS_NAMESPACES(0) {
        @Override
        boolean needsHost() {
            return true;
        }

        @Override
        Spec change(Spec spec, long host) {
            List<String> joined = List.of(Namespace.NETWORK, Namespace.IPC, Namespace.PID);
            return changed(
                    spec,
                    linux -> linux.withNamespaces(linux.namespaces().stream()
                            .map(space -> joined.contains(space.type())
                                    ? space.withPath("/proc/" + host + "/ns/"
                                            + space.type().replace("network", "net"))
                                    : space)
                            .toList()));
        }
    },
    WITH_A_TERMINAL(0) {
        @Override
        Spec change(Spec spec, long host) {
            return spec.withProcess(spec.process().withTerminal(true));
        }

        @Override
        CreateOptions options() {
            return CreateOptions.defaults()
                    .withStdio(new Stdio.Terminal(Console.showingTo(new ByteArrayOutputStream(), 24, 80)));
        }
    },
    WITH_HOOKS(0) {
        @Override
        Spec change(Spec spec, long host) {
            return hooked(spec);
        }
    },
    A_HOOK_OUTSIDE(1) {
        @Override
        Spec change(Spec spec, long host) {
            return hooked(spec);
        }
    },
    A_HOOK_INSIDE(2) {
        @Override
        Spec change(Spec spec, long host) {
            return hooked(spec);
        }
    },
    A_FURTHER_PROCESS(0) {
        @Override
        boolean isExec() {
            return true;
        }
    };

    private final int plan;

    FaultCase(int plan) {
        this.plan = plan;
    }

    /** Those that this user may make: an ordinary one's are rootless, each of them. */
    static Stream<FaultCase> all() {
        boolean root = Host.current().isRoot();
        return Stream.of(values())
                .filter(one -> root
                        || (!one.name().startsWith("IN_A_USER_NAMESPACE") && one != JOINED_TO_ANOTHERS_NAMESPACES));
    }

    /** The number of the plan that is spoiled, in the order in which they are made. */
    int plan() {
        return plan;
    }

    boolean isExec() {
        return false;
    }

    /** Whether it joins another container. */
    boolean needsHost() {
        return false;
    }

    Spec change(Spec spec, long host) {
        return spec;
    }

    CreateOptions options() {
        return CreateOptions.defaults();
    }

    private static Spec hooked(Spec spec) {
        Hook hook = Hook.of("/bin/sh", "sh", "-c", "cat >/dev/null");
        return spec.withHooks(Hooks.empty().withCreateRuntime(List.of(hook)).withCreateContainer(List.of(hook)));
    }

    private static Spec changed(Spec spec, UnaryOperator<Linux> change) {
        return spec.withLinux(change.apply(spec.linux()));
    }

    private static List<Namespace> with(List<Namespace> namespaces, Namespace further) {
        List<Namespace> all = new ArrayList<>(namespaces);
        all.add(further);
        return all;
    }
}
