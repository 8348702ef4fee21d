package org.ociunit.runtime.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.error.StepFailedException;
import org.ociunit.error.UnsupportedByHostException;
import org.ociunit.runtime.RootFs;
import org.ociunit.runtime.host.Host;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Spawned;
import org.ociunit.runtime.launcher.Waiting;
import org.ociunit.runtime.launcher.Wiring;
import org.ociunit.runtime.plan.Layering;
import org.ociunit.runtime.plan.MountPropagation;
import org.ociunit.runtime.plan.OverlaySteps;
import org.ociunit.spec.IdMapping;
import org.ociunit.spec.Linux;
import org.ociunit.spec.Namespace;
import org.ociunit.spec.Spec;

/**
 * Whether a container's root can be an overlay: whose container it is to be, and what this kernel does with these folders. That
 * is tried, once for each file system that they are on.
 */
final class OverlayRules {
    private static final String WHAT = "Could not try an overlay.";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As the kernel does it for root: renamed folders, hard links and changed owners are as on any file system. */
    private static final Way PRIVILEGED =
            new Way(List.of("index=on", "redirect_dir=on", "metacopy=on"), "trusted.overlay.ociunit");

    /** As it does it in a user namespace, from Linux 5.11 on; in memory from 6.6. */
    private static final Way UNPRIVILEGED = new Way(List.of("userxattr"), "user.overlay.ociunit");

    private static final Map<Object, Tried> TRIED = new ConcurrentHashMap<>();

    /** A way of the kernel's: its options, and an extended attribute that it takes. */
    private record Way(List<String> options, String attribute) {}

    /** What a trial has shown: the options that go, or why none do. */
    private record Tried(@Nullable List<String> options, String reason) {
        Optional<String> reasonAgainst() {
            return options == null ? Optional.of(reason) : Optional.empty();
        }

        Tried or(Tried other) {
            return options == null ? other : this;
        }
    }

    private OverlayRules() {}

    /** Why it cannot be one, as a part of a sentence. */
    static Optional<String> reasonAgainst(Spec spec, RootFs.Overlay root) {
        Optional<String> reason = reasonAgainst(spec);
        return reason.isPresent()
                ? reason
                : reasonAgainst(root).or(() -> tried(root, owners(spec)).reasonAgainst());
    }

    /** What the overlay is made of. */
    static Layering require(String what, Spec spec, RootFs.Overlay root) {
        reasonAgainst(spec, root).ifPresent(reason -> {
            throw new UnsupportedByHostException(
                    what, "its root cannot be an overlay: " + reason + ".", "give it a root that is a folder.");
        });
        Layering.Owners owners = owners(spec);
        return new Layering(
                root.lowers(), Objects.requireNonNull(tried(root, owners).options()), owners);
    }

    /** An ordinary user's files are the container's root user's already. */
    private static Layering.@Nullable Owners owners(Spec spec) {
        Linux linux = Objects.requireNonNullElseGet(spec.linux(), Linux::empty);
        return Host.current().isRoot() && has(linux, Namespace.USER) ? Layering.Owners.of(linux) : null;
    }

    private static Optional<String> reasonAgainst(Spec spec) {
        Linux linux = Objects.requireNonNullElseGet(spec.linux(), Linux::empty);
        if (!isNew(linux, Namespace.MOUNT)) {
            return Optional.of("it has no mount namespace of its own");
        }
        if (isShared(linux.rootfsPropagation())) {
            return Optional.of("its mounts are shared with the machine");
        }
        Host host = Host.current();
        if (host.isRoot()) {
            return has(linux, Namespace.USER) && !isNew(linux, Namespace.USER)
                    ? Optional.of("it joins a user namespace, whose mappings it does not tell")
                    : Optional.empty();
        }
        boolean isOwn = isNew(linux, Namespace.USER)
                && isFirst(linux.uidMappings(), host.uid())
                && isFirst(linux.gidMappings(), host.gid());
        return isOwn ? Optional.empty() : Optional.of("its root user is not the user who makes it");
    }

    private static boolean has(Linux linux, String type) {
        return namespaces(linux).anyMatch(namespace -> namespace.type().equals(type));
    }

    private static boolean isNew(Linux linux, String type) {
        return namespaces(linux)
                .anyMatch(namespace -> namespace.type().equals(type)
                        && (namespace.path() == null || namespace.path().isEmpty()));
    }

    private static Stream<Namespace> namespaces(Linux linux) {
        return linux.namespaces() == null ? Stream.empty() : linux.namespaces().stream();
    }

    private static boolean isShared(@Nullable String propagation) {
        return propagation != null
                && MountPropagation.of(propagation)
                        .map(known -> known.flag() == MountPropagation.SHARED.flag())
                        .orElse(false);
    }

    /** Whether root in the container is this one outside. */
    private static boolean isFirst(@Nullable List<IdMapping> mappings, int id) {
        return mappings != null
                && mappings.stream().anyMatch(range -> range.containerID() == 0 && range.hostID() == id);
    }

    /** In a user namespace the kernel changes nothing that belongs to somebody who is not in it. */
    private static Optional<String> reasonAgainst(RootFs.Overlay root) {
        Host host = Host.current();
        for (Path lower : root.lowers()) {
            boolean isOwn = host.isRoot()
                    || (attribute(lower, "unix:uid").equals(host.uid())
                            && attribute(lower, "unix:gid").equals(host.gid()));
            if (!isOwn) {
                return Optional.of(lower + " belongs to somebody else");
            }
        }
        return Optional.empty();
    }

    private static Tried tried(RootFs.Overlay root, Layering.@Nullable Owners owners) {
        Stream<Object> devices = root.lowers().stream().map(lower -> attribute(lower, "unix:dev"));
        List<Object> key =
                Stream.concat(devices, Stream.of(owners != null)).distinct().toList();
        return TRIED.computeIfAbsent(key, any -> attempt(root.lowers(), owners));
    }

    private static Tried attempt(List<Path> lowers, Layering.@Nullable Owners owners) {
        boolean isRoot = Host.current().isRoot();
        Tried first = attempt(lowers, owners, isRoot ? PRIVILEGED : UNPRIVILEGED);
        // Root of a user namespace is no more to the kernel than anybody else.
        return first.options() == null && isRoot
                ? attempt(lowers, owners, UNPRIVILEGED).or(first)
                : first;
    }

    private static Tried attempt(List<Path> lowers, Layering.@Nullable Owners owners, Way way) {
        Host host = Host.current();
        Layering layering = new Layering(lowers, way.options(), owners);
        try {
            Spawned trial = Launcher.shared()
                    .launch(
                            WHAT,
                            OverlaySteps.trial(layering, way.attribute(), host.uid(), host.gid()),
                            Wiring.NOTHING,
                            PATIENCE);
            Waiting.toTheEnd(trial.end(), PATIENCE, WHAT);
            return new Tried(way.options(), "");
        } catch (StepFailedException e) {
            return new Tried(null, "a trial has failed, " + e.why());
        }
    }

    private static Object attribute(Path folder, String name) {
        try {
            return Files.getAttribute(folder, name);
        } catch (IOException e) {
            throw new ContainerException("Could not look at folder " + folder + ".", e.toString(), null, e);
        }
    }
}
