package org.ociunit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ociunit.image.Image;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.catalog.Runtimes;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Spec;

/**
 * What a bundle says, part by part.
 *
 * @param image what the root file system is made from
 * @param loaded the bundle whose configuration is the one to begin with, or null for the defaults
 * @param chosen the runtime, or null for the best one
 * @param rootless whether root, too, gets a user namespace
 * @param network what network the container sees, or null for what the configuration has
 * @param adjectives changes of the configuration, in the order of the sentence
 * @param late changes that look at what the adjectives have made
 * @param last changes that come after all others
 * @param ready when the container is of use
 * @param deadline how long its program may run, or may take to be of use, if anything was said
 */
record Recipe(
        Image image,
        @Nullable LoadedBundle loaded,
        @Nullable OciRuntime chosen,
        boolean rootless,
        @Nullable Networking network,
        List<Adjective> adjectives,
        List<Adjective> late,
        List<Adjective> last,
        Optional<Ready> ready,
        Optional<Duration> deadline) {
    static Recipe of(Image image) {
        return of(image, null, NetworkKind.NONE);
    }

    /** What a folder with a {@code config.json} says. */
    static Recipe load(Path folder) {
        LoadedBundle bundle = LoadedBundle.read(folder);
        return of(bundle.image(), bundle, null);
    }

    private static Recipe of(Image image, @Nullable LoadedBundle loaded, @Nullable Networking network) {
        return new Recipe(
                image,
                loaded,
                null,
                false,
                network,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    Recipe withRuntime(OciRuntime other) {
        return new Recipe(image, loaded, other, rootless, network, adjectives, late, last, ready, deadline);
    }

    Recipe withUserNamespace() {
        return new Recipe(image, loaded, chosen, true, network, adjectives, late, last, ready, deadline);
    }

    Recipe withNetwork(Networking other) {
        return new Recipe(image, loaded, chosen, rootless, other, adjectives, late, last, ready, deadline);
    }

    Recipe withAdjective(Adjective more) {
        return new Recipe(image, loaded, chosen, rootless, network, and(adjectives, more), late, last, ready, deadline);
    }

    Recipe withLate(UnaryOperator<Spec> more) {
        return new Recipe(
                image,
                loaded,
                chosen,
                rootless,
                network,
                adjectives,
                and(late, Adjective.of(more)),
                last,
                ready,
                deadline);
    }

    Recipe withLast(UnaryOperator<Spec> more) {
        return new Recipe(
                image,
                loaded,
                chosen,
                rootless,
                network,
                adjectives,
                late,
                and(last, Adjective.of(more)),
                ready,
                deadline);
    }

    Recipe withReady(Ready other) {
        return new Recipe(
                image, loaded, chosen, rootless, network, adjectives, late, last, Optional.of(other), deadline);
    }

    Recipe withDeadline(Duration other) {
        return new Recipe(image, loaded, chosen, rootless, network, adjectives, late, last, ready, Optional.of(other));
    }

    OciRuntime runtime() {
        return chosen == null ? Runtimes.best() : chosen;
    }

    /** The configuration as far as it is known before a bundle is made. */
    Spec spec() {
        return spec(List.of(), List.of(), null);
    }

    /**
     * The configuration.
     *
     * @param ground changes that all adjectives build on
     * @param made changes for what is known only once the bundle is made; the user's last ones come after them
     * @param bundle where files can be made, or null if none are
     */
    Spec spec(List<Adjective> ground, List<Adjective> made, @Nullable BundleWriter bundle) {
        Spec spec = base();
        for (List<Adjective> changes : List.of(ground, adjectives, made, late, last)) {
            for (Adjective change : changes) {
                spec = change.apply(spec, bundle);
            }
        }
        return spec;
    }

    /** The configuration before any adjective. */
    Spec base() {
        Spec base = loaded == null ? defaults() : loaded.spec();
        if (loaded != null && rootless) {
            base = Adjectives.userNamespace(Host.current()).apply(base);
        }
        return network == null ? base : Adjectives.network(network).apply(base);
    }

    /** The specification's own defaults, without what they have for a person at a terminal. */
    private Spec defaults() {
        Host host = Host.current();
        Spec defaults = rootless || !host.isRoot()
                ? Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2())
                : Spec.defaults(host.hasCgroupV2());
        return Adjectives.process(process -> process.withTerminal(false).withArgs(List.of()))
                .andThen(Adjectives.readOnlyRoot(false))
                .apply(defaults)
                .withHostname(null);
    }

    private static List<Adjective> and(List<Adjective> changes, Adjective more) {
        return Stream.concat(changes.stream(), Stream.of(more)).toList();
    }
}
