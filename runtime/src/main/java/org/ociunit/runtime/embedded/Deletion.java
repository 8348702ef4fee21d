package org.ociunit.runtime.embedded;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ociunit.error.ContainerNotFoundException;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.lifecycle.IllegalTransitionException;
import org.ociunit.lifecycle.Signal;
import org.ociunit.lifecycle.Status;
import org.ociunit.runtime.DeleteOptions;
import org.ociunit.runtime.Verb;
import org.ociunit.runtime.cgroup.Cgroup;
import org.ociunit.runtime.launcher.Launcher;
import org.ociunit.runtime.launcher.Removal;
import org.ociunit.runtime.store.StoredContainer;

/**
 * The verb delete: everything that create has made goes, and then the poststop hooks are called.
 *
 * <p>A created container is deleted, too, as all runtimes do, though runtime.md has that an error.
 */
final class Deletion {
    private static final Duration DEATH = Duration.ofSeconds(10);

    private Deletion() {}

    static void delete(Realm realm, ContainerId id, DeleteOptions options) {
        try {
            realm.exclusively(id, Verb.DELETE, () -> {
                if (options.force() && realm.store().find(id).isEmpty()) {
                    // A create that was killed has left it; one that lives holds the lock until it has written.
                    realm.store().remove(id);
                    return;
                }
                StoredContainer container = realm.store().read(id, Verb.DELETE);
                Status status = realm.stateOf(container).status();
                if (!options.force() && status != Status.STOPPED && status != Status.CREATED) {
                    throw new IllegalTransitionException("delete", id, status);
                }
                remove(realm, id, container);
            });
        } catch (ContainerNotFoundException e) {
            realm.population().removeEnded(id);
            if (!options.force()) {
                throw e;
            }
        }
    }

    private static void remove(Realm realm, ContainerId id, StoredContainer container) {
        String what = "Could not delete container " + id + ".";
        Cgroup group = Realm.groupOf(container);
        CompletableFuture<?> end =
                realm.population().exitOf(container, realm.store()).handle((exit, lost) -> true);
        Killing.signal(container, Signal.KILL, what);
        if (group.isThere() && group.isFrozen()) {
            group.thaw();
        }
        end.completeOnTimeout(null, DEATH.toMillis(), TimeUnit.MILLISECONDS).join();
        Removal removal = realm.removal(id, group);
        if (!realm.population().hasLeftWord(container) || !removal.removeAtOnce()) {
            Launcher.shared().remove(what, removal);
        }
        realm.population().remove(container);
        new HookCalls(realm, what, Deadline.in(Realm.TURN, what)).afterAll(container);
    }
}
