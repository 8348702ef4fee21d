package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.CreateOptions;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.host.Mounted;
import org.ociunit.runtime.plan.Layering;
import org.ociunit.runtime.plan.Plan;
import org.ociunit.runtime.plan.Planner;
import org.ociunit.runtime.plan.Setting;
import org.ociunit.spec.ContainerProcess;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Root;
import org.ociunit.spec.Spec;

/**
 * From a configuration and this machine to the plan of a container. Looks, and does nothing.
 *
 * @param what the sentence for when there is none
 * @param spec the configuration
 * @param bundle the bundle's folder, an absolute path
 * @param options how it is created
 * @param layering what its root is laid over, or null if that is a folder
 */
record Planning(
        String what,
        Spec spec,
        Path bundle,
        CreateOptions options,
        @Nullable Layering layering) {
    /** For a root that is a folder. */
    Planning(String what, Spec spec, Path bundle, CreateOptions options) {
        this(what, spec, bundle, options, null);
    }

    /** The plan that a create of this name would carry out. */
    static Plan explain(
            Realm realm, ContainerId id, Path bundle, Spec spec, CreateOptions options, @Nullable Layering layering) {
        Linux linux = Objects.requireNonNullElseGet(spec.linux(), Linux::empty);
        Cgroup group = realm.cgroups().of(id, linux.cgroupsPath(), realm.root());
        return new Planning("Could not plan container " + id + ".", spec, bundle, options, layering)
                .plan(group, realm.store().folder(id));
    }

    /**
     * The plan.
     *
     * @param group the container's control groups
     * @param folder its folder in the state directory
     */
    Plan plan(Cgroup group, Path folder) {
        return Planner.plan(spec, setting(group, folder));
    }

    /** The plan that makes the places which the container's mounts go to. */
    Plan mountPoints(Cgroup group, Path folder) {
        return Planner.mountPoints(spec, setting(group, folder));
    }

    private Setting setting(Cgroup group, Path folder) {
        Host host = Host.current();
        ContainerProcess process = Objects.requireNonNullElseGet(spec.process(), () -> ContainerProcess.of(""));
        return new Setting(
                bundle,
                root(),
                folder,
                Streams.terminal(process, options.stdio()),
                options.preserved().size(),
                options.attached(),
                !options.noPivot(),
                options.noPivot() ? Mounted.bare(Mounted.here(), root()) : List.of(),
                options.noNewKeyring() ? null : "_ses." + folder.getFileName(),
                group.procsFiles().stream().map(Path::toString).toList(),
                group.isThere() ? group.folders() : Cgroups.current().own(),
                HookCalls.waitsBeforeRoot(spec),
                host.uid(),
                host.gid(),
                mappers(host),
                layering);
    }

    Path root() {
        Root root = Objects.requireNonNullElseGet(spec.root(), () -> Root.of("rootfs"));
        if (layering != null) {
            return bundle.resolve(root.path()).normalize(); // a place to mount at, made with the container
        }
        try {
            return bundle.resolve(root.path()).toRealPath();
        } catch (IOException e) {
            throw new ContainerException(
                    what,
                    "its root file system cannot be reached: " + e + " (root.path).",
                    "name a folder that exists.");
        }
    }

    /** Only an ordinary user's user namespace needs the programs that write subordinate ids. */
    private Setting.@Nullable Mappers mappers(Host host) {
        boolean hasUsers = spec.linux() != null
                && spec.linux().namespaces() != null
                && spec.linux().namespaces().stream()
                        .anyMatch(namespace -> namespace.type().equals(Namespace.USER));
        Optional<String> uids = program("newuidmap");
        Optional<String> gids = program("newgidmap");
        return !host.isRoot() && hasUsers && uids.isPresent() && gids.isPresent()
                ? new Setting.Mappers(uids.get(), gids.get())
                : null;
    }

    private static Optional<String> program(String name) {
        return Optional.of(Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .map(Path::toString);
    }
}
