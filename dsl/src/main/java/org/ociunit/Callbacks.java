package org.ociunit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ContainerException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.Event;

/**
 * The hooks of one container whose work is Java code. What one of them throws is kept, for the exception of the verb that
 * ran it: a runtime tells no more than its message, and some tell nothing at all.
 */
final class Callbacks implements AutoCloseable {
    private record Failure(HookKind kind, Throwable thrown) {}

    private final ContainerId id;
    private final List<HookChannel> channels = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /** How often hooks of a kind have been called. */
    private final Map<HookKind, Integer> calls = new EnumMap<>(HookKind.class);

    private final Map<HookKind, Integer> hooks = new EnumMap<>(HookKind.class);
    private @Nullable Chronicle chronicle;

    Callbacks(ContainerId id) {
        this.id = id;
    }

    /** Where each call is written down. */
    synchronized void noteIn(Chronicle of) {
        chronicle = of;
    }

    /** Prepares a hook whose program reaches its code through a socket in a folder; returns the socket. */
    synchronized Path open(HookKind kind, HookCallback callback, Path folder) {
        Path socket = folder.resolve("hook-" + channels.size());
        String name = "hook " + kind + " of container " + id;
        HookCallback noted = state -> {
            note("hook " + kind);
            callback.run(state);
        };
        channels.add(HookChannel.open(name, socket, noted, failure -> called(kind, failure)));
        hooks.merge(kind, 1, Integer::sum);
        return socket;
    }

    /** The end is written down, which wakes who waits for it, once it counts. */
    private synchronized void called(HookKind kind, Optional<Throwable> failure) {
        failure.ifPresent(thrown -> failures.add(new Failure(kind, thrown)));
        calls.merge(kind, 1, Integer::sum);
        note("hook " + kind
                + failure.map(thrown -> " failed: " + Words.line(thrown.toString()))
                        .orElse(" ended"));
    }

    private synchronized void note(String what) {
        if (chronicle != null) {
            chronicle.add(what, Event.Source.OBSERVED);
        }
    }

    /** Whether the container has any. */
    synchronized boolean hasAny() {
        return !hooks.isEmpty();
    }

    /** How often hooks of a kind will have been called once all of them have been called once more. */
    synchronized int callsAfterNext(HookKind kind) {
        return calls(kind) + hooks.getOrDefault(kind, 0);
    }

    synchronized int calls(HookKind kind) {
        return calls.getOrDefault(kind, 0);
    }

    /** Adds to the failure of a verb what its hooks have thrown. */
    void explain(Throwable failure) {
        takeFailures().forEach(hook -> failure.addSuppressed(hook.thrown()));
    }

    /**
     * Makes a failure of what the hooks of a verb have thrown, though its runtime took it for a success.
     *
     * @param what what has failed, as a whole sentence
     */
    void require(String what) {
        List<Failure> failed = takeFailures();
        if (failed.isEmpty()) {
            return;
        }
        Failure first = failed.get(0);
        ContainerException failure = new ContainerException(
                what, "its hook " + first.kind() + " threw " + first.thrown(), null, first.thrown());
        failed.subList(1, failed.size()).forEach(hook -> failure.addSuppressed(hook.thrown()));
        throw failure;
    }

    private synchronized List<Failure> takeFailures() {
        List<Failure> taken = List.copyOf(failures);
        failures.clear();
        return taken;
    }

    /** Hooks that are run from now on fail. */
    @Override
    public synchronized void close() {
        channels.forEach(HookChannel::close);
        channels.clear();
    }
}
