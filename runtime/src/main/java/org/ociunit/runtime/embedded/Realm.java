package org.ociunit.runtime.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.State;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.cgroup.Cgroups;
import org.ociunit.runtime.cgroup.DeviceRules;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Removal;
import org.ociunit.runtime.store.ContainerLock;
import org.ociunit.runtime.store.ContainerOutline;
import org.ociunit.runtime.store.ProcessIdentity;
import org.ociunit.runtime.store.Store;
import org.ociunit.runtime.store.StoredContainer;
import org.ociunit.spec.DeviceRule;

/**
 * What all verbs work on.
 *
 * @param root the state directory
 * @param store what is remembered of the containers
 * @param cgroups this machine's control groups
 * @param population the containers that this JVM waits for
 * @param launching who carries the plans out
 */
record Realm(Path root, Store store, Cgroups cgroups, Population population, Launching launching) {
    /** How long a verb waits for another one that is at the same container. */
    static final Duration TURN = Duration.ofSeconds(30);

    /** Does something to a container while nobody else does. */
    void exclusively(ContainerId id, Verb verb, Runnable task) {
        locked(() -> store.lock(id, verb, TURN), task);
    }

    /** Starts a container while nobody else starts it; what its hooks do to it is theirs. */
    void starting(ContainerId id, Runnable task) {
        locked(() -> store.lockStart(id, TURN), task);
    }

    /** An interrupt does not cut it short: it would leave traces. */
    @SuppressWarnings("try") // the lock is held, not used
    private static void locked(Supplier<ContainerLock> locking, Runnable task) {
        boolean interrupted = Thread.interrupted();
        try (ContainerLock lock = locking.get()) {
            task.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    State stateOf(StoredContainer container) {
        return stateOf(container.outline());
    }

    State stateOf(ContainerOutline container) {
        return store.state(container);
    }

    /** What goes with a container: what was made for it, and nothing else. */
    Removal removal(ContainerId id, Cgroup group) {
        return new Removal(group.own(), group.lent(), group.above(), store.folder(id));
    }

    /** The same as long as it is not sure that it was made: nobody's processes come to harm by it. */
    Removal removalOfUnused(ContainerId id, Cgroup group) {
        List<Path> unused = new ArrayList<>(group.own());
        unused.addAll(group.above());
        return new Removal(List.of(), List.of(), unused, store.folder(id));
    }

    /** Allows a container's devices; on version 2 that takes a program. */
    static void allowDevices(String what, Cgroup group, @Nullable List<DeviceRule> rules, String place) {
        group.allow(DeviceRules.of(rules, place))
                .ifPresent(program -> Launcher.shared()
                        .allowDevices(what, group.folders().values().iterator().next(), program.bytes(), place));
    }

    static Cgroup groupOf(StoredContainer container) {
        return container.cgroup() == null ? Cgroup.none() : Cgroup.load(container.cgroup());
    }

    /** A container that a verb applies to, with its first process; any other one is refused. */
    Living living(ContainerId id, Verb verb) {
        return living(id, verb, Set.of());
    }

    /** Such a container, in these further states too. */
    Living living(ContainerId id, Verb verb, Set<Status> more) {
        StoredContainer container = store.read(id, verb);
        State state = stateOf(container);
        ProcessIdentity init = container.init();
        boolean applies = verb.appliesTo(state.status()) || more.contains(state.status());
        if (!applies || init == null || state.pid().isEmpty()) {
            throw verb.illegal(id, state.status());
        }
        return new Living(container, state, init, groupOf(container));
    }

    /**
     * A container whose first process lives.
     *
     * @param container what is remembered of it
     * @param state its state a moment ago
     * @param init its first process
     * @param group its control groups
     */
    record Living(StoredContainer container, State state, ProcessIdentity init, Cgroup group) {
        ContainerId id() {
            return container.containerId();
        }
    }
}
